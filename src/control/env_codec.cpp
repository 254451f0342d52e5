#include "json_words.hpp"

#include <ganger/control/env_report.hpp>
#include <ganger/core/text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <utility>

namespace ganger::control {
namespace {

namespace json = boost::json;

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

json::value variable_json(const core::Variable& variable, bool is_hidden) {
    json::array hides;
    for (const auto& origin : variable.hides) hides.push_back(origin_json(origin));
    return {{"value", core::valid_utf8(variable.value)},
            {"hidden", is_hidden},
            {"from", origin_json(core::origin_of(variable))},
            {"hides", std::move(hides)}};
}

json::value running_json(const std::optional<RunningApp>& app) {
    if (!app) return nullptr;
    return {{"root", core::valid_utf8(app->root)},
            {"procfile", core::valid_utf8(app->procfile)},
            {"pid", app->pid},
            {"since", time_json(app->since)}};
}

core::Origin read_origin(const json::object& object) {
    using core::OriginKind;
    std::string kind;
    core::Origin origin{OriginKind::secret, {}, 0};
    read(object, "kind", kind);
    read(object, "text", origin.file);
    for (const auto known : {OriginKind::found_file, OriginKind::inherited, OriginKind::secret,
                             OriginKind::settings, OriginKind::set_option, OriginKind::ganger}) {
        if (kind != kind_text(known)) continue;
        origin = {known, {}, number<std::size_t>(object, "line").value_or(0)};
        read(object, "file", origin.file);
    }
    return origin; // one that we don't know: as its text says, like a file's name
}

core::Variable read_variable(const json::object& object) {
    core::Variable variable;
    read(object, "value", variable.value);
    if (const auto* from = member(object, "from"); from != nullptr && from->is_object()) {
        auto origin = read_origin(from->get_object());
        variable.origin = origin.kind;
        variable.file = std::move(origin.file);
        variable.line = origin.line;
    }
    if (const auto* hides = member(object, "hides"); hides != nullptr && hides->is_array())
        for (const auto& each : hides->get_array())
            if (each.is_object()) variable.hides.push_back(read_origin(each.get_object()));
    return variable;
}

RunningApp read_running(const json::object& object) {
    RunningApp app;
    read(object, "root", app.root);
    read(object, "procfile", app.procfile);
    app.pid = number<long>(object, "pid").value_or(0);
    app.since = time_of(object, "since");
    return app;
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
    document["running"] = running_json(report.running);
    json::object variables;
    const auto& [environment, hidden] = report.environment;
    for (const auto& [name, variable] : environment)
        variables.insert_or_assign(core::valid_utf8(name), variable_json(variable, hidden.contains(name)));
    document["env"] = std::move(variables);
    return json::serialize(document);
}

Result<EnvReport> read_env_report(std::string_view document) {
    const auto object = parse_object(document, Texts::bytes);
    const auto* variables = object ? member(*object, "env") : nullptr;
    if (variables == nullptr || !variables->is_object()) return failure("the answer is no environment");
    EnvReport report;
    read(*object, "app", report.app);
    core::InstanceName name{{}, number<unsigned>(*object, "instance").value_or(1)};
    read(*object, "type", name.type);
    if (!name.type.empty()) report.instance = std::move(name);
    if (const auto* running = member(*object, "running"); running != nullptr && running->is_object())
        report.running = read_running(running->get_object());
    for (const auto& variable : variables->get_object()) {
        if (!variable.value().is_object()) continue;
        const std::string key(variable.key());
        bool is_hidden = false;
        read(variable.value().get_object(), "hidden", is_hidden);
        if (is_hidden) report.environment.hidden.insert(key);
        report.environment.variables.insert_or_assign(key, read_variable(variable.value().get_object()));
    }
    return report;
}

} // namespace ganger::control
