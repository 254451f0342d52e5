// The life of one instance: step(policy, state, event, time) → {state, actions}. Pure; owns no clock, no pid, no descriptor.
// The prose of the states and the generated state × event matrix: src/core/README.md.
#pragma once

#include <ganger/core/action.hpp>
#include <ganger/core/backoff.hpp>
#include <ganger/core/event.hpp>
#include <ganger/core/time.hpp>

#include <csignal>
#include <set>
#include <string>
#include <variant>

namespace ganger::core {

enum class Restart { never, on_failure, always };

// How one instance is to be treated.
struct Policy {
    Restart restart = Restart::never;
    Backoff backoff;
    int stop_signal = SIGTERM;
    SignalScope stop_scope = SignalScope::automatic;
    Duration stop_timeout = std::chrono::seconds{5};
    std::set<int> success_exit_codes = {0};
    bool essential = true; // its failure may end the app
    bool listens = false;  // expected to listen: an unasked end with 0 is a failure, and counts as 1
};

} // namespace ganger::core
