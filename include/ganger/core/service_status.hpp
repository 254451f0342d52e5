// The app in one line, for a service manager: "degraded: web 3/3, mailer 0/1 (exited 1, 4 restarts, next in
// 8 s)". Compared as a value, so that what has not changed is not said again.
#pragma once

#include <ganger/core/snapshot.hpp>
#include <ganger/core/time.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace ganger::core {

struct TypeStatus {
    std::string type;
    std::size_t ready = 0;
    std::size_t all = 0;
    bool degraded = false; // one of it is not as it should be
    std::string why;       // of the first one of which there is something to say
    Deadline next_start;   // … when it is tried again

    bool operator==(const TypeStatus&) const = default;
};

struct ServiceStatus {
    Phase phase = Phase::idle;
    std::vector<TypeStatus> types;
    std::vector<std::string> stopping; // instances

    bool operator==(const ServiceStatus&) const = default;
};

ServiceStatus status_of(const Snapshot& snapshot);
bool counts_down(const ServiceStatus& status); // its text changes as time passes
// One line of valid UTF-8, not longer than a service manager takes.
std::string to_text(const ServiceStatus& status, Monotonic now);

} // namespace ganger::core
