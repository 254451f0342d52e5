#include <ganger/control/check_report.hpp>
#include <ganger/core/text.hpp>

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

json::array diagnostics_json(const std::vector<core::Diagnostic>& diagnostics) {
    json::array all;
    all.reserve(diagnostics.size());
    for (const auto& diagnostic : diagnostics) {
        all.push_back(json::object{{"file", core::valid_utf8(diagnostic.file)},
                                   {"line", diagnostic.line},
                                   {"column", diagnostic.column},
                                   {"severity", core::severity_text(diagnostic.severity)},
                                   {"code", core::code_text(diagnostic.code)},
                                   {"message", core::valid_utf8(diagnostic.message)}});
    }
    return all;
}

} // namespace

std::string to_json(const CheckReport& report) {
    return json::serialize(json::object{{"procfile", procfile_json(report)},
                                        {"env", environment_json(report)},
                                        {"diagnostics", diagnostics_json(report.diagnostics)}});
}

} // namespace ganger::control
