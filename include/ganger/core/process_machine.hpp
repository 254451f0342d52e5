// The life of one instance: step(instance, state, event, context) → {state, actions, …}. Pure; owns no clock,
// no pid, no descriptor. The prose of the states and the generated state × event matrix: src/core/README.md.
#pragma once

#include <ganger/core/action.hpp>
#include <ganger/core/backoff.hpp>
#include <ganger/core/ending.hpp>
#include <ganger/core/event.hpp>
#include <ganger/core/exit_policy.hpp>
#include <ganger/core/restart.hpp>
#include <ganger/core/time.hpp>

#include <csignal>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ganger::core {

// How one instance is to be treated.
struct Policy {
    Restart restart = Restart::never;
    Backoff backoff;
    MaxRestarts max_restarts;
    int stop_signal = SIGTERM;
    SignalScope stop_scope = SignalScope::automatic;
    Duration stop_timeout = std::chrono::seconds{5};
    std::set<int> success_exit_codes = {0};
    std::set<int> forward; // signals that are passed on to it
    bool essential = true; // its failure may end the app
    bool listens = false;  // expected to listen: an unasked end with 0 is a failure, and counts as 1
};

struct SupervisedInstance {
    InstanceName name; // its InstanceId is its index in the plan
    Policy policy;
    std::optional<std::uint16_t> port; // for the line that says it started
    // Its leader is no shell that stays, as far as its command tells: a stop is the leader's own business.
    // What it has become by itself, such as a script with `#!/bin/sh`, is looked at only if it does not end.
    bool is_program = false;
};

namespace process {

// ---- States. Each owns exactly what it needs; there is nothing that is "valid only if".

// Its turn to be started has not come yet.
struct Waiting {
    StartedBy by = StartedBy::app;
};
struct Stopped {};   // because somebody asked for it
struct Away {};      // scaled away: it is as if it had never been, until it is wanted again
struct Completed {}; // it ended with success and need not run again
struct Failed {      // and the policy does not mend that
    StartedBy by = StartedBy::app;
};

// What becomes of it after a stop.
using Then = std::variant<Stopped, Away, Waiting>;

// Launch was asked for; nothing is known of it yet. A process may exist already.
struct Starting {
    LaunchId launch{};
    Monotonic since{};
    Tries tries; // before this launch
};

// The program is executed; it is not known yet whether it stays.
struct Running {
    LaunchId launch{};
    Monotonic since{}; // when its launch was asked for
    Monotonic ready_at{};
    Tries tries;
};

// It has run for a while.
struct Ready {
    LaunchId launch{};
    Monotonic since{};
    Tries tries;
};

// The stop signal was sent; the leader lives, as far as we know.
struct Stopping {
    LaunchId launch{};
    Monotonic since{};
    Monotonic kill_at{};
    Then then{};
    Deadline look_at{}; // then the others of its group get it, if the leader is a shell, and all of it
                        // SIGCONT; empty: they have
};

// SIGKILL was sent; the leader lives, as far as we know.
struct Killing {
    LaunchId launch{};
    Monotonic stuck_at{};
    Then then{};
};

// It ended and will be started again, so long after the last of it is gone.
struct Pause {
    Duration delay{};
    Tries tries;
};

using Next = std::variant<Stopped, Away, Waiting, Completed, Failed, Pause>;

// What a launch has left behind: its leader was reaped, descendants may live.
struct Remains {
    LaunchId launch{};
    Ending ending;
    Duration ran{};
    Next next;                      // when nothing of it is left
    std::vector<std::string> names; // of the descendants last seen; none seen yet: empty
};

// Descendants got the stop signal.
struct Sweeping {
    Remains remains;
    Monotonic since{};
    Monotonic kill_at{};
};

// Descendants get SIGKILL, again and again.
struct SweepKilling {
    Remains remains;
    Monotonic again_at{};
    Monotonic stuck_at{};
};

struct BackingOff {
    Monotonic until{};
    Tries tries;
};

// Even SIGKILL does not end the leader (uninterruptible sleep): given up, but its end is still noticed and
// reaped.
struct Stuck {
    LaunchId launch{};
    Then then{};
};

// The leader was reaped, but even SIGKILL does not end its descendants: given up.
struct Littered {
    Remains remains;
};

using State = std::variant<Waiting, Starting, Running, Ready, Stopping, Killing, Sweeping, SweepKilling,
                           BackingOff, Stopped, Away, Completed, Failed, Stuck, Littered>;

// ---- What the supervisor commands; no command is refused, where it means nothing it does nothing.

struct Start {}; // its turn has come
struct Want {};  // a command asks that it runs: what does not waits for its turn, with fresh tries
struct Stop {
    Monotonic kill_at{};
    Then then{}; // Waiting: also where there is nothing to stop
};
struct Kill {};   // end it now, by SIGKILL
struct Freeze {}; // ganger itself is about to be suspended
struct Thaw {};   // … and goes on

using Event = std::variant<Start, Want, Stop, Kill, Freeze, Thaw, Launched, LaunchFailed, Ended,
                           RemnantsFound, RemnantsGone, Tick>;

struct Context {
    InstanceId id{};
    LaunchId fresh{}; // used if this step launches; then the new state carries it
    Monotonic now{};
    double random = 0; // uniform in [0, 1)
};

struct Step {
    State state;
    Actions actions;
    std::optional<Ending> ended;   // the launch ended with this event
    std::optional<FinalEnd> final; // … nobody asked for that, and it is not started again
};

Step step(const SupervisedInstance& instance, const State& state, const Event& event, const Context& context);

Deadline deadline_of(const State& state);
// What it is, or will be when nothing of it is left, if that is known: a command or its own end said it.
std::optional<Next> next_of(const State& state);
LaunchId launch_of(const State& state); // no_launch where there is none
bool settled(const State& state);       // nothing runs and nothing will by itself, or it was given up
std::string_view state_text(const State& state);                 // "running", …: as ganger ps shows them
inline constexpr Duration ready_after = std::chrono::seconds{1}; // from Launched on
inline constexpr Duration look_after = std::chrono::milliseconds{100};  // from the stop signal to the leader
inline constexpr Duration kill_period = std::chrono::milliseconds{200}; // between two SIGKILLs to remnants
inline constexpr Duration stuck_after = std::chrono::seconds{5};        // from SIGKILL until it is given up

} // namespace process
} // namespace ganger::core
