#include "engine.hpp"

#include <ganger/control/log_events.hpp>
#include <ganger/control/named_instances.hpp>
#include <ganger/control/named_logs.hpp>
#include <ganger/control/signal_report.hpp>
#include <ganger/core/ending.hpp>
#include <ganger/core/signal_name.hpp>
#include <ganger/os/clock.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

// What the engine answers over the control socket.
namespace ganger::engine {

namespace {

constexpr std::size_t most_connections = 64;
// Where few files may be open, control takes a small part of them.
constexpr std::uint64_t part_for_control = 8;

std::string_view phase_text(core::Phase phase) {
    switch (phase) {
    case core::Phase::idle:
        return "starting";
    case core::Phase::running:
        return "running";
    case core::Phase::stopping:
    case core::Phase::ended:
        return "stopping";
    }
    return {};
}

} // namespace

void Engine::open_control(os::Fd listener, const control::Askers& askers) {
    const auto allowed = ground_.open_files.value_or(most_connections * part_for_control) / part_for_control;
    const auto most = std::clamp<std::uint64_t>(allowed, 1, most_connections);
    app_.since = os::now().wall;
    control_.emplace(
        io_, std::move(listener), askers, most,
        [this, askers](const control::Request& request, const os::Peer& peer) {
            return answer(request, askers, peer.user);
        },
        [this, askers](const os::Peer& peer) {
            auto line = refused_peers_.refused(peer.user, peer.pid, askers, os::now().monotonic);
            if (line) report_stream(core::Told{core::Level::warning, std::move(*line), {}, {}});
        });
}

control::Answer Engine::answer(const control::Request& request, const control::Askers& askers,
                               unsigned user) {
    const auto command = control::read_request(request);
    if (!command) return command.error();
    if (auto refused = control::refuse_asker(*command, askers, user)) return std::move(*refused);
    return std::visit([this](const auto& what) { return answer(what); }, *command);
}

// What is told in the one clock, as the other one shows it.
core::Wall Engine::wall_of(core::Monotonic time) const {
    const auto now = os::now();
    return now.wall - (now.monotonic - time);
}

control::Answer Engine::answer(const control::ListProcesses&) const {
    const auto snapshot = supervisor_.snapshot();
    control::ProcessesReport report{app_, {}};
    report.app.state = phase_text(snapshot.phase);
    for (const auto& instance : snapshot.instances) {
        auto& shown = report.instances.emplace_back();
        shown.name = instance.name;
        shown.state = instance.state;
        shown.port = instance.port;
        shown.restarts = instance.restarts;
        if (instance.since != core::Monotonic{}) shown.since = wall_of(instance.since);
        if (instance.last_end)
            shown.last_end = {core::exit_status(*instance.last_end), core::describe(*instance.last_end),
                              core::is_out_of_memory(*instance.last_end)};
        const auto child = instance.launch ? children_.find(*instance.launch) : children_.end();
        if (child != children_.end()) shown.pid = child->second.pid;
    }
    control::sort_instances(report, types_);
    return {200, control::to_json(report)};
}

control::Answer Engine::answer(const control::StopApp&) {
    // Asking twice does not mean "now": it may be somebody else who asks.
    report(core::StopCaused{"ganger stop", 0});
    return answer(control::ListProcesses{});
}

control::Answer Engine::answer(const control::SendSignal& command) {
    const auto meant = control::named_instances(command.names, supervisor_.snapshot());
    if (!meant) return meant.error();
    control::SignalReport report{core::signal_name(command.signal), {}};
    for (const auto& instance : *meant) {
        perform(core::Signal{*instance.launch, command.signal, core::SignalScope::automatic});
        report.names.push_back(instance.name.text());
    }
    return {200, control::to_json(report)};
}

control::Answer Engine::answer(const control::ReadLogs& command) {
    const auto snapshot = supervisor_.snapshot();
    if (auto refused = control::refuse_names(command.query.names, types_, snapshot)) return *refused;
    control::LogsBegin begin{app_.name, types_, {}};
    for (const auto& instance : snapshot.instances) begin.names.push_back(instance.name.text());
    return {200, {}, std::make_shared<control::LogEvents>(router_.history(), command.query, begin)};
}

control::Answer Engine::answer(const control::ExplainEnvironment& command) const {
    auto report = explain_(command);
    if (!report) return std::move(report.error());
    report->running = control::RunningApp{app_.root, app_.procfile, app_.pid, app_.since};
    return {200, control::to_json(*report)};
}

} // namespace ganger::engine
