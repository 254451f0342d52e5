#include <ganger/control/check_report.hpp>
#include <ganger/control/env_report.hpp>
#include <ganger/control/error_report.hpp>
#include <ganger/core/secrets.hpp>
#include <ganger/core/text.hpp>
#include <ganger/core/topic.hpp>
#include <ganger/core/utc_time.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace ganger::control {
namespace {

namespace json = boost::json;

json::object entry_json(const core::ProcfileEntry& entry) {
    return {{"name", entry.type}, {"command", core::valid_utf8(entry.command)}, {"line", entry.line}};
}

void add_start(json::object& shown, const core::CommandStart& start) {
    shown["start"] = core::form_text(start.form);
    if (!start.why.empty()) shown["why"] = core::valid_utf8(start.why);
}

json::value procfile_json(const CheckReport& report) {
    if (!report.procfile) return nullptr;
    json::array entries;
    entries.reserve(report.procfile->size());
    for (std::size_t index = 0; index < report.procfile->size(); ++index) {
        json::object shown = entry_json((*report.procfile)[index]);
        if (index < report.starts.size()) add_start(shown, report.starts[index]);
        entries.push_back(std::move(shown));
    }
    return entries;
}

json::value environment_json(const CheckReport& report) {
    if (!report.environment) return nullptr;
    json::object variables;
    for (const auto& variable : *report.environment) {
        json::object shown{{"file", core::valid_utf8(variable.file)}, {"line", variable.line}};
        if (report.show_values) shown["value"] = core::valid_utf8(variable.value);
        variables.insert_or_assign(core::valid_utf8(variable.key), std::move(shown));
    }
    return variables;
}

json::object diagnostic_json(const core::Diagnostic& diagnostic) {
    return {{"file", core::valid_utf8(diagnostic.file)},
            {"line", diagnostic.line},
            {"column", diagnostic.column},
            {"severity", core::severity_text(diagnostic.severity)},
            {"code", core::code_text(diagnostic.code)},
            {"message", core::valid_utf8(diagnostic.message)}};
}

json::array diagnostics_json(const std::vector<core::Diagnostic>& diagnostics) {
    json::array all;
    all.reserve(diagnostics.size());
    for (const auto& diagnostic : diagnostics) all.push_back(diagnostic_json(diagnostic));
    return all;
}

std::string_view kind_text(core::OriginKind kind) {
    switch (kind) {
    case core::OriginKind::found_file:
    case core::OriginKind::named_file:
        return "file";
    case core::OriginKind::secret:
        return "secret";
    case core::OriginKind::settings:
        return "settings";
    case core::OriginKind::inherited:
        return "environment";
    case core::OriginKind::set_option:
        return "set";
    case core::OriginKind::ganger:
        return "ganger";
    }
    return {};
}

json::object origin_json(const core::Origin& origin) {
    json::object shown{{"kind", kind_text(origin.kind)},
                       {"text", core::valid_utf8(core::origin_text(origin))}};
    if (!origin.file.empty()) shown["file"] = core::valid_utf8(origin.file);
    if (origin.line > 0) shown["line"] = origin.line;
    return shown;
}

json::object variable_json(const std::string& name, const core::Variable& variable, bool show_values) {
    const auto value = show_values ? variable.value : core::without_secrets(name, variable.value);
    json::array hides;
    for (const auto& origin : variable.hides) hides.push_back(origin_json(origin));
    return {{"value", core::valid_utf8(value)},
            {"hidden", value != variable.value},
            {"from", origin_json(core::origin_of(variable))},
            {"hides", std::move(hides)}};
}

} // namespace

std::string to_json(const EnvReport& report) {
    json::object document{
        {"app", core::valid_utf8(report.app)}, {"type", nullptr}, {"instance", nullptr}, {"name", nullptr}};
    if (report.instance) {
        document["type"] = report.instance->type;
        document["instance"] = report.instance->number;
        document["name"] = report.instance->text();
    }
    json::object variables;
    for (const auto& [name, variable] : report.environment)
        variables.insert_or_assign(core::valid_utf8(name), variable_json(name, variable, report.show_values));
    document["env"] = std::move(variables);
    return json::serialize(document);
}

std::string to_json(const ErrorReport& report) {
    json::object error{{"code", report.code}};
    const auto add = [](json::object& to, const Error& what) {
        to["message"] = core::valid_utf8(what.message);
        to["hint"] = core::valid_utf8(what.hint);
    };
    add(error, report.errors.front());
    json::array more;
    for (auto other = report.errors.begin() + 1; other != report.errors.end(); ++other)
        add(more.emplace_back(json::object{}).as_object(), *other);
    if (!more.empty()) error["more"] = std::move(more);
    json::object document{{"error", std::move(error)}};
    if (!report.diagnostics.empty()) document["diagnostics"] = diagnostics_json(report.diagnostics);
    return json::serialize(document);
}

std::string to_json(std::string_view code, const Error& error) {
    return to_json(ErrorReport{code, {error}, {}});
}

std::string to_record(const core::Diagnostic& diagnostic, core::Wall time) {
    const json::object ganger{{"type", "ganger"},
                              {"event", core::topic_text(core::Topic::diagnostic)},
                              {"diagnostic", diagnostic_json(diagnostic)}};
    return json::serialize(json::object{{"ts", core::utc_text(time)},
                                        {"level", core::severity_text(diagnostic.severity)},
                                        {"msg", core::valid_utf8(diagnostic.text())},
                                        {"ganger", ganger}});
}

std::string to_json(const CheckReport& report) {
    return json::serialize(json::object{{"procfile", procfile_json(report)},
                                        {"env", environment_json(report)},
                                        {"diagnostics", diagnostics_json(report.diagnostics)}});
}

} // namespace ganger::control
