// What may be asked over the control socket. Pure: a request as it was sent becomes a command, or an answer
// that says what is wrong with it.
//
//     GET  /v1/processes      what runs, see processes_report
//     GET  /v1/env            ?name=web.1&values=1: the environment of it, see env_report
//     POST /v1/signal         {"signal", "names"}: a signal to what runs under these names, see signal_report
//     GET /v1/logs            server-sent events, see logs_query and log_events
//     POST /v1/stop           without a body the app is stopped; answered before that is done
//     POST /v1/stop           {"names"}: these are stopped
//     POST /v1/start          {"names", "formation"}: these are started
//     POST /v1/restart        {"names"}: these are stopped and started; without a body all
//     POST /v1/scale          {"formation"}: so many of these types shall run; see instance_command
#pragma once

#include <ganger/control/event_source.hpp>
#include <ganger/core/log_reader.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/scaling.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ganger::control {

struct Request {
    std::string method; // "GET"
    std::string target; // "/v1/processes?…"
    std::string body;
};

struct ListProcesses {};

struct StopApp {};
struct SendSignal {
    int signal = 0;
    std::vector<std::string> names; // of types or instances
};

struct ReadLogs {
    core::LogQuery query;
};

struct ExplainEnvironment {
    std::string name;         // of a type or an instance; empty: what is the same for all
    bool show_values = false; // also those of secrets
};

enum class InstanceVerb { start, stop, restart, scale };

struct CommandInstances {
    InstanceVerb verb = InstanceVerb::start;
    std::vector<std::string> names; // of types or instances
    std::vector<core::CountChange> changes;
};

using Command =
    std::variant<ListProcesses, StopApp, SendSignal, ReadLogs, ExplainEnvironment, CommandInstances>;

// A document, {"error": …} for what is refused; or events, as they come.
struct Answer {
    unsigned status = 200; // of HTTP
    std::string body;
    std::shared_ptr<EventSource> events{};
};

tl::expected<Command, Answer> read_request(const Request& request);

Answer refusal(unsigned status, std::string_view code, const Error& error);

// Who may ask: whoever runs the app, root, and the members of one group.
struct Askers {
    unsigned user = 0;
    std::optional<unsigned> group{};
};
bool may_ask(const Askers& askers, unsigned user, const std::vector<unsigned>& groups = {});
// "only the user who runs the app, and root, may ask".
std::string who_may_ask(const Askers& askers);

// Not all of them may have everything: the values of secrets are for those who could read them in /proc, too.
std::optional<Answer> refuse_asker(const Command& command, const Askers& askers, unsigned user);

std::string environment_target(const ExplainEnvironment& command);

} // namespace ganger::control
