#include "engine.hpp"

#include <ganger/core/signal_name.hpp>
#include <ganger/os/child_handle.hpp>
#include <ganger/os/process_group.hpp>
#include <ganger/os/signals.hpp>

#include <csignal>

// The signals that the engine gets and gives.
namespace ganger::engine {

void Engine::watch_signals() {
    signals_.wait(WatchedFd::Wait::wait_read, [this] {
        // First, so that nothing that happens on the way makes us deaf.
        watch_signals();
        for (const int signal : os::read_signals(signals_.fd())) take_signal(signal);
    });
}

void Engine::take_signal(int signal) {
    switch (signal) {
    case SIGCHLD:
        for (const auto launch : unwatched_) check_end(launch);
        look_due_ = true;
        schedule_turn();
        return;
    case SIGWINCH:
        return fit_ptys();
    case SIGUSR2:
        return drains_.reopen();
    case SIGHUP:
        return report(core::HungUp{});
    case SIGCONT:
        if (keys_) keys_->look();
        return fit_ptys();
    case SIGTSTP:
        return report(core::SuspendRequested{});
    case SIGINT:
    case SIGQUIT:
    case SIGTERM:
        report(core::StopRequested{core::signal_name(signal)});
        return;
    default: // taken in any case, so that they do not end us
        return report(core::SignalReceived{signal});
    }
}

void Engine::perform(const core::Signal& signal) {
    const auto place = children_.find(signal.launch);
    if (place == children_.end()) return;
    const Child& child = place->second;
    switch (signal.scope) {
    case core::SignalScope::automatic:
        return os::is_shell_or_unknown(child.pid) ? remnants_.signal_group(signal.launch, signal.signal)
                                                  : signal_leader(child, signal.signal);
    case core::SignalScope::group:
        return remnants_.signal_group(signal.launch, signal.signal);
    case core::SignalScope::leader:
        return signal_leader(child, signal.signal);
    case core::SignalScope::everything:
        return remnants_.kill(signal.launch);
    case core::SignalScope::others:
        if (os::is_shell_or_unknown(child.pid)) remnants_.signal_others(signal.launch, signal.signal);
        return;
    }
}

void Engine::signal_leader(const Child& leader, int signal) {
    os::signal_child(leader.pid, leader.pidfd, signal);
}

void Engine::perform(const core::SignalRemnants& signal) {
    if (!remnants_.signal(signal.launch, signal.signal)) look_due_ = true;
}

} // namespace ganger::engine
