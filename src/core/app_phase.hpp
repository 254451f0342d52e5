// The phases of the app as values. Preparing comes before Up where there is something to prepare; a stop goes
// → StoppingAll → Resting (→ RestKilling) → Over.
#pragma once

#include <ganger/core/snapshot.hpp>
#include <ganger/core/time.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ganger::core::app {

// For what belongs to no instance, when the deadline is near or over already.
inline constexpr Duration least_stray_grace = std::chrono::seconds{1};

struct NotStarted {};

// What has to complete before the others are started runs.
struct Preparing {};

struct Up {
    bool said_idle = false; // that nothing runs any more, and the app stays
};

// Why the app ends.
struct Reason {
    int status = 0;
    std::string text;
    std::string failed{}; // the instance, if that is why
};

struct Shutdown {
    Reason why;
    Monotonic began{};
    Monotonic deadline{};              // when the last instance gets SIGKILL
    Monotonic report_at{};             // when the next line says what is waited for
    std::optional<Monotonic> asked_at; // when somebody first asked for the end, if anybody did
    Duration stray_grace = least_stray_grace;
};

// Instances are being stopped.
struct StoppingAll {
    Shutdown shutdown;
};

// Nothing runs of any instance; what belongs to none is looked for, and gets SIGTERM.
struct Resting {
    Shutdown shutdown;
    Monotonic kill_at{};
    std::vector<std::string> names; // last seen
};

// … and SIGKILL, again and again.
struct RestKilling {
    Shutdown shutdown;
    Monotonic again_at{};
    Monotonic stuck_at{};
    std::vector<std::string> names;
};

struct Over {};

using State = std::variant<NotStarted, Preparing, Up, StoppingAll, Resting, RestKilling, Over>;

// Nothing: it does not end yet, or is over.
inline Shutdown* shutdown_of(State& phase) {
    if (auto* s = std::get_if<StoppingAll>(&phase)) return &s->shutdown;
    if (auto* s = std::get_if<Resting>(&phase)) return &s->shutdown;
    if (auto* s = std::get_if<RestKilling>(&phase)) return &s->shutdown;
    return nullptr;
}

inline Phase shown(const State& state) {
    struct Shown {
        Phase operator()(const NotStarted&) const { return Phase::idle; }
        Phase operator()(const Preparing&) const { return Phase::running; }
        Phase operator()(const Up&) const { return Phase::running; }
        Phase operator()(const StoppingAll&) const { return Phase::stopping; }
        Phase operator()(const Resting&) const { return Phase::stopping; }
        Phase operator()(const RestKilling&) const { return Phase::stopping; }
        Phase operator()(const Over&) const { return Phase::ended; }
    };
    return std::visit(Shown{}, state);
}

inline Deadline deadline_of(const State& state) {
    struct DeadlineOf {
        Deadline operator()(const StoppingAll& s) const { return s.shutdown.report_at; }
        Deadline operator()(const Resting& s) const { return earlier(s.shutdown.report_at, s.kill_at); }
        Deadline operator()(const RestKilling& s) const {
            return earlier(s.shutdown.report_at, earlier(s.again_at, s.stuck_at));
        }
        Deadline operator()(const NotStarted&) const { return std::nullopt; }
        Deadline operator()(const Preparing&) const { return std::nullopt; }
        Deadline operator()(const Up&) const { return std::nullopt; }
        Deadline operator()(const Over&) const { return std::nullopt; }
    };
    return std::visit(DeadlineOf{}, state);
}

} // namespace ganger::core::app
