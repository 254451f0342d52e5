#include "client.hpp"
#include "commands.hpp"
#include "exit_codes.hpp"
#include "instances.hpp"
#include "render.hpp"

#include <ganger/control/processes_report.hpp>
#include <ganger/control/stop_report.hpp>
#include <ganger/os/process_end.hpp>
#include <ganger/os/unix_socket.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <cstdio>

namespace ganger::cli {

namespace {

int tell_result(const control::StopReport& report, const std::string& text, bool json) {
    if (json)
        fmt::print("{}\n", control::to_json(report));
    else
        fmt::print("{}\n", text);
    return std::fflush(stdout) == 0 ? ok : failed;
}

// As long as it answers it is on its way: it has deadlines of its own.
std::optional<Refusal> await_end(const os::Supervisor& supervisor, const core::KnownApp& app) {
    while (!os::ends_within(supervisor, std::chrono::seconds{1})) {
        const auto document = ask(app, {"GET", "/v1/processes", {}});
        if (!document) {
            if (document.error().status == no_app_runs) continue; // its socket goes first
            return document.error();
        }
        const auto report = control::read_processes_report(*document);
        if (!report) continue;
        std::vector<std::string> waited;
        for (const auto& instance : report->instances)
            if (instance.pid || instance.state == "stopping") waited.push_back(instance.name.text());
        if (!waited.empty()) tell(Error{fmt::format("waiting for {} to end", fmt::join(waited, ", ")), {}});
    }
    return std::nullopt;
}

} // namespace

int stop(const StopOptions& options) {
    if (!options.names.empty()) return stop_instances(options);
    const auto app = find_app(options.files);
    if (!app) {
        if (app.error().code != not_running) return refuse(app.error(), options.json);
        return tell_result({}, app.error().error.message + ": nothing to stop", options.json);
    }
    const auto listener = os::listener_at(app->socket);
    const auto supervisor = os::watch_supervisor(listener ? listener->pid : 0, app->socket);
    const auto document = ask(*app, {"POST", "/v1/stop", {}});
    if (!document && document.error().status != no_app_runs) return refuse(document.error(), options.json);
    if (const auto refusal = await_end(supervisor, *app)) return refuse(*refusal, options.json);
    return tell_result({app->identity.name, true}, fmt::format("{} has stopped", app->identity.name),
                       options.json);
}

} // namespace ganger::cli
