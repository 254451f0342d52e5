#include <ganger/control/check_report.hpp>
#include <ganger/control/error_report.hpp>
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

} // namespace

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
