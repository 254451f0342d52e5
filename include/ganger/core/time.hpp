// Time as a value. The clocks here have no now(): the core cannot ask the time, it is told (os/clock.hpp
// does).
#pragma once

#include <chrono>
#include <optional>

namespace ganger::core {

struct MonotonicClock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<MonotonicClock>;
    static constexpr bool is_steady = true;
};

struct WallClock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<WallClock>; // since the Unix epoch, UTC
    static constexpr bool is_steady = false;
};

using Duration = std::chrono::nanoseconds;
using Monotonic = MonotonicClock::time_point;
using Wall = WallClock::time_point;

// Deadlines use the monotonic part; stamps and schedules the wall part.
struct Time {
    Monotonic monotonic;
    Wall wall;
    std::chrono::seconds utc_offset{}; // of the local time
};

// When a machine wants to be woken; empty: only by events.
using Deadline = std::optional<Monotonic>;

inline Deadline earlier(Deadline a, Deadline b) {
    if (!a) return b;
    if (!b) return a;
    return *a < *b ? a : b;
}

} // namespace ganger::core
