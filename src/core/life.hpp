// One instance as the supervisor keeps it, and what is said of it.
#pragma once

#include <ganger/core/process_machine.hpp>
#include <ganger/core/snapshot.hpp>
#include <ganger/core/time.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ganger::core {

struct Life {
    SupervisedInstance instance;
    process::State state;
    Monotonic since{}; // when the state that is shown began
    unsigned launches = 0;
    std::optional<Ending> last_end;
};

bool is_up(const Life& life);
bool is_away(const Life& life); // scaled away, or about to be
// A command has stopped one, or one failed that a command had started, or all were scaled away (but for the
// first, which have to complete before the others): where nothing runs, the app stays for the next command.
bool waits_for_command(const std::vector<Life>& lives, std::size_t first);

// Where it runs, and its type wants to have that signal.
std::optional<Signal> passed_on(const Life& life, int signal);

Deadline next_start(const Life& life); // where it backs off; as it is lived
// It has been ready once, or its first start has come to another end.
bool has_begun(const Life& life);

// For the line that says what is waited for: "web.1", or "nginx (4711) of web.1" when only that is left of
// it.
std::string waited_for(const Life& life);

InstanceSnapshot shown(const Life& life, InstanceId id);

Deadline kill_at(const process::State& state);
Deadline given_up_at(const process::State& state);

} // namespace ganger::core
