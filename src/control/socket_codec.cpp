#include "json_words.hpp"

#include <ganger/control/app_file.hpp>
#include <ganger/control/apps_report.hpp>
#include <ganger/control/error_report.hpp>
#include <ganger/control/processes_report.hpp>
#include <ganger/control/signal_report.hpp>
#include <ganger/control/start_report.hpp>
#include <ganger/control/stop_report.hpp>
#include <ganger/core/signal_name.hpp>
#include <ganger/core/text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace ganger::control {
namespace {

namespace json = boost::json;

template <class T>
json::value or_null(const std::optional<T>& value) {
    if (!value) return nullptr;
    return *value;
}

json::value text_or_null(const std::string& text) {
    if (text.empty()) return nullptr;
    return json::value(core::valid_utf8(text));
}

json::value end_json(const std::optional<LastEnd>& end) {
    if (!end) return nullptr;
    return json::object{
        {"status", end->status}, {"reason", core::valid_utf8(end->reason)}, {"oom", end->oom}};
}

json::object app_json(const AppReport& app) {
    return {{"name", core::valid_utf8(app.name)},
            {"root", core::valid_utf8(app.root)},
            {"procfile", core::valid_utf8(app.procfile)},
            {"profile", app.profile},
            {"state", app.state},
            {"pid", app.pid},
            {"since", time_json(app.since)},
            {"socket", text_or_null(app.socket)}};
}

json::object instance_json(const InstanceReport& instance) {
    return {{"name", instance.name.text()},           {"type", instance.name.type},
            {"instance", instance.name.number},       {"state", instance.state},
            {"since", time_json(instance.since)},     {"pid", or_null(instance.pid)},
            {"port", or_null(instance.port)},         {"restarts", instance.restarts},
            {"last_end", end_json(instance.last_end)}};
}

AppReport read_app(const json::object& object) {
    AppReport app;
    read(object, "name", app.name);
    read(object, "root", app.root);
    read(object, "procfile", app.procfile);
    read(object, "profile", app.profile);
    read(object, "state", app.state);
    app.pid = number<long>(object, "pid").value_or(0);
    app.since = time_of(object, "since");
    read(object, "socket", app.socket);
    return app;
}

InstanceReport read_instance(const json::object& object) {
    InstanceReport instance;
    read(object, "type", instance.name.type);
    instance.name.number = number<unsigned>(object, "instance").value_or(1);
    read(object, "state", instance.state);
    instance.since = time_of(object, "since");
    instance.pid = number<long>(object, "pid");
    instance.port = number<std::uint16_t>(object, "port");
    instance.restarts = number<unsigned>(object, "restarts").value_or(0);
    if (const auto* end = member(object, "last_end"); end != nullptr && end->is_object()) {
        instance.last_end.emplace();
        instance.last_end->status = number<int>(end->get_object(), "status").value_or(0);
        read(end->get_object(), "reason", instance.last_end->reason);
        read(end->get_object(), "oom", instance.last_end->oom);
    }
    return instance;
}

json::object processes_json(const ProcessesReport& report) {
    json::array instances;
    instances.reserve(report.instances.size());
    for (const auto& instance : report.instances) instances.push_back(instance_json(instance));
    return {{"app", app_json(report.app)}, {"instances", std::move(instances)}};
}

} // namespace

std::string to_json(const ProcessesReport& report) {
    return json::serialize(processes_json(report));
}

std::string to_json(const std::vector<ListedApp>& apps) {
    json::array list;
    for (const auto& [app, user, running, wanted, answers] : apps) {
        auto object = app_json(app);
        object["profile"] = text_or_null(app.profile);
        object["user"] = text_or_null(user);
        object["running"] = answers ? json::value(running) : json::value(nullptr);
        object["wanted"] = answers ? json::value(wanted) : json::value(nullptr);
        list.push_back(std::move(object));
    }
    return json::serialize(json::object{{"apps", std::move(list)}});
}

std::string to_json(const StartReport& report) {
    auto document = processes_json(report.processes);
    document["started"] = report.started;
    if (report.error) {
        document["error"] = {{"code", report.code},
                             {"message", core::valid_utf8(report.error->message)},
                             {"hint", core::valid_utf8(report.error->hint)}};
    }
    return json::serialize(document);
}

Result<ProcessesReport> read_processes_report(std::string_view document) {
    const auto object = parse_object(document, Texts::bytes);
    const auto* app = object ? member(*object, "app") : nullptr;
    const auto* instances = object ? member(*object, "instances") : nullptr;
    if (app == nullptr || !app->is_object() || instances == nullptr || !instances->is_array())
        return failure("the answer is no list of processes");
    ProcessesReport report{read_app(app->get_object()), {}};
    for (const auto& instance : instances->get_array())
        if (instance.is_object()) report.instances.push_back(read_instance(instance.get_object()));
    return report;
}

std::string read_error_code(std::string_view document) {
    const auto object = parse_object(document, Texts::bytes);
    const auto* inner = object ? member(*object, "error") : nullptr;
    std::string code;
    if (inner != nullptr && inner->is_object()) read(inner->get_object(), "code", code);
    return code;
}

std::optional<Error> read_error(std::string_view document) {
    const auto object = parse_object(document, Texts::bytes);
    const auto* inner = object ? member(*object, "error") : nullptr;
    if (inner == nullptr || !inner->is_object()) return std::nullopt;
    Error error;
    read(inner->get_object(), "message", error.message);
    read(inner->get_object(), "hint", error.hint);
    return error;
}

namespace {

// Nothing: it is no list of words, or an empty one.
std::vector<std::string> words(const json::object& object, std::string_view name) {
    std::vector<std::string> result;
    const auto* value = member(object, name);
    if (value == nullptr || !value->is_array()) return {};
    for (const auto& each : value->get_array()) {
        if (!each.is_string()) return {};
        result.emplace_back(each.get_string().data(), each.get_string().size());
    }
    return result;
}

} // namespace

std::string to_json(const SendSignal& command) {
    return json::serialize(
        json::object{{"signal", core::signal_name(command.signal)}, {"names", array_of(command.names)}});
}

std::optional<SendSignal> read_send_signal(std::string_view document) {
    const auto object = parse_object(document, Texts::bytes);
    if (!object || object->size() != 2) return std::nullopt;
    std::string signal;
    read(*object, "signal", signal);
    const auto number = core::signal_number(signal);
    auto names = words(*object, "names");
    if (!number || names.empty()) return std::nullopt;
    return SendSignal{*number, std::move(names)};
}

std::string to_json(const SignalReport& report) {
    return json::serialize(json::object{{"signal", report.signal}, {"names", array_of(report.names)}});
}

SignalReport read_signal_report(std::string_view document) {
    SignalReport report;
    if (const auto object = parse_object(document, Texts::bytes)) {
        read(*object, "signal", report.signal);
        report.names = words(*object, "names");
    }
    return report;
}

std::string to_json(const StopReport& report) {
    json::object document{{"app", nullptr}, {"stopped", report.stopped}};
    if (!report.app.empty()) document["app"] = core::valid_utf8(report.app);
    return json::serialize(document);
}

std::string to_json(const AppFile& file) {
    return json::serialize(json::object{{"root", file.identity.root},
                                        {"procfile", file.identity.procfile},
                                        {"name", file.identity.name},
                                        {"default_name", file.identity.has_default_name},
                                        {"pid", file.pid}});
}

std::optional<AppFile> read_app_file(std::string_view document) {
    const auto object = parse_object(document, Texts::bytes);
    if (!object) return std::nullopt;
    AppFile file;
    read(*object, "root", file.identity.root);
    read(*object, "procfile", file.identity.procfile);
    read(*object, "name", file.identity.name);
    read(*object, "default_name", file.identity.has_default_name);
    file.pid = number<long>(*object, "pid").value_or(0);
    if (file.identity.root.empty() || file.identity.name.empty()) return std::nullopt;
    return file;
}

} // namespace ganger::control
