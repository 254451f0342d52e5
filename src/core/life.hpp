// One instance as the supervisor keeps it, and what is said of it.
#pragma once

#include <ganger/core/process_machine.hpp>
#include <ganger/core/time.hpp>

#include <optional>
#include <string>

namespace ganger::core {

struct Life {
    SupervisedInstance instance;
    process::State state;
    Monotonic since{}; // when the state that is shown began
    unsigned launches = 0;
    std::optional<Ending> last_end;
};

bool is_up(const Life& life);

// For the line that says what is waited for: "web.1", or "nginx (4711) of web.1" when only that is left of
// it.
std::string waited_for(const Life& life);

Deadline kill_at(const process::State& state);
Deadline given_up_at(const process::State& state);

} // namespace ganger::core
