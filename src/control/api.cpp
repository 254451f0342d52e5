#include "parameters.hpp"

#include <ganger/control/api.hpp>
#include <ganger/control/error_report.hpp>
#include <ganger/control/instance_command.hpp>
#include <ganger/control/logs_query.hpp>
#include <ganger/control/signal_report.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ganger::control {

namespace {

using Reading = tl::expected<Command, Answer>;

struct Route {
    std::string_view method;
    std::string_view path;
    Reading (*read)(const Request& request, std::string_view query);
};

constexpr unsigned bad_request = 400;
constexpr unsigned forbidden = 403;
constexpr unsigned not_found = 404;
constexpr unsigned wrong_method = 405;

// What is not known is refused, so that nobody believes that it did something.
Reading without_parameters(Command command, const Request& request, std::string_view query) {
    if (query.empty() && request.body.empty()) return command;
    return tl::unexpected(
        refusal(bad_request, "bad-request", {fmt::format("{} takes nothing", request.target), {}}));
}

Reading read_list(const Request& request, std::string_view query) {
    return without_parameters(ListProcesses{}, request, query);
}

Reading read_instances(InstanceVerb verb, const Request& request, std::string_view query,
                       std::string_view example) {
    auto command = read_instance_command(verb, request.body);
    if (command && query.empty()) return std::move(*command);
    return tl::unexpected(
        refusal(bad_request, "bad-request", {fmt::format("the body is to be {}", example), {}}));
}

Reading read_start(const Request& request, std::string_view query) {
    return read_instances(InstanceVerb::start, request, query,
                          R"({"names": ["web"], "formation": {"worker": 2}})");
}

Reading read_stop(const Request& request, std::string_view query) {
    if (request.body.empty()) return without_parameters(StopApp{}, request, query);
    return read_instances(InstanceVerb::stop, request, query, R"({"names": ["web"]}, or none)");
}

Reading read_restart(const Request& request, std::string_view query) {
    if (request.body.empty())
        return without_parameters(CommandInstances{InstanceVerb::restart, {}, {}}, request, query);
    return read_instances(InstanceVerb::restart, request, query, R"({"names": ["web"]}, or none)");
}

Reading read_scale(const Request& request, std::string_view query) {
    return read_instances(InstanceVerb::scale, request, query,
                          R"({"formation": {"web": 3, "worker": "+1"}})");
}

Reading read_signal(const Request& request, std::string_view query) {
    auto command = read_send_signal(request.body);
    if (command && query.empty()) return std::move(*command);
    return tl::unexpected(refusal(bad_request, "bad-request",
                                  {R"(the body is to be {"signal": "HUP", "names": ["web"]})", {}}));
}

Reading read_logs(const Request& request, std::string_view query) {
    if (!request.body.empty())
        return tl::unexpected(
            refusal(bad_request, "bad-request", {"what is asked goes behind a '?', not into a body", {}}));
    auto command = read_logs_query(query);
    if (!command) return tl::unexpected(std::move(command.error()));
    return std::move(*command);
}

Reading read_environment(const Request& request, std::string_view query) {
    ExplainEnvironment command;
    const auto unknown = take_parameters(query, [&](const std::string& name, const std::string& value) {
        if (name == "name") command.name = value;
        if (name == "values") command.show_values = value == "1";
        return name == "name" ? !value.empty() : name == "values" && (value == "0" || value == "1");
    });
    if (!unknown && request.body.empty()) return command;
    return tl::unexpected(refusal(
        bad_request, "bad-request",
        {unknown ? fmt::format("{} is not known here", core::in_quotes(*unknown)) : "there is to be no body",
         "name=web.1, values=1"}));
}

constexpr std::array routes{
    Route{"GET", "/v1/processes", read_list},   Route{"GET", "/v1/logs", read_logs},
    Route{"GET", "/v1/env", read_environment},  Route{"POST", "/v1/stop", read_stop},
    Route{"POST", "/v1/signal", read_signal},   Route{"POST", "/v1/start", read_start},
    Route{"POST", "/v1/restart", read_restart}, Route{"POST", "/v1/scale", read_scale},
};

} // namespace

Reading read_request(const Request& request) {
    const std::string_view target = request.target;
    const auto question = std::min(target.find('?'), target.size());
    const auto path = target.substr(0, question);
    const auto query = target.substr(std::min(question + 1, target.size()));
    const auto* route = std::find_if(routes.begin(), routes.end(), [&](const Route& of) {
        return of.path == path && of.method == request.method;
    });
    if (route != routes.end()) return route->read(request, query);
    const auto* other =
        std::find_if(routes.begin(), routes.end(), [&](const Route& of) { return of.path == path; });
    if (other != routes.end()) {
        return tl::unexpected(refusal(wrong_method, "wrong-method",
                                      {fmt::format("{} takes no {}", path, core::in_quotes(request.method)),
                                       fmt::format("{} {}", other->method, path)}));
    }
    return tl::unexpected(refusal(
        not_found, "not-found", {fmt::format("there is no {} in this version", core::in_quotes(path)), {}}));
}

Answer refusal(unsigned status, std::string_view code, const Error& error) {
    return {status, to_json(code, error)};
}

bool may_ask(const Askers& askers, unsigned user, const std::vector<unsigned>& groups) {
    if (user == askers.user || user == 0) return true;
    return askers.group && std::find(groups.begin(), groups.end(), *askers.group) != groups.end();
}

std::string who_may_ask(const Askers& askers) {
    if (!askers.group) return "only the user who runs the app, and root, may ask";
    return fmt::format("only the user who runs the app, root, and members of group {} may ask",
                       *askers.group);
}

std::optional<Answer> refuse_asker(const Command& command, const Askers& askers, unsigned user) {
    const auto* explain = std::get_if<ExplainEnvironment>(&command);
    if (explain == nullptr || !explain->show_values || may_ask({askers.user}, user)) return std::nullopt;
    return refusal(forbidden, "forbidden",
                   {"only the user who runs the app, and root, may have the values of secrets",
                    "ask without them: all that is no secret is shown"});
}

std::string environment_target(const ExplainEnvironment& command) {
    std::string target = fmt::format("/v1/env?values={}", command.show_values ? 1 : 0);
    if (!command.name.empty()) target += "&name=" + percent_encoded(command.name);
    return target;
}

} // namespace ganger::control
