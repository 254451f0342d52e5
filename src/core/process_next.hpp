// What an instance becomes when nothing of it is left, and how commands change that.
#pragma once

#include <ganger/core/process_machine.hpp>

#include <type_traits>
#include <variant>

namespace ganger::core::process {

template <class To, class From>
To as(const From& from) {
    return std::visit([](const auto& one) -> To { return one; }, from);
}

// After a stop what would have been started again stays stopped; what failed or is complete remains so.
template <class What>
What after(const What& next, const Then& then) {
    if (!std::holds_alternative<Stopped>(then)) return as<What>(then);
    const auto runs_again = [](const auto& one) {
        using One = std::decay_t<decltype(one)>;
        return std::is_same_v<One, Waiting> || std::is_same_v<One, Pause>;
    };
    return std::visit(runs_again, next) ? What{Stopped{}} : next;
}

template <class Asked>
Asked with_then(Asked state, const Then& then) {
    state.then = after(state.then, then);
    return state;
}

template <class Swept>
Swept with_next(Swept state, const Then& then) {
    state.remains.next = after(state.remains.next, then);
    return state;
}

inline bool is_command(const Next& next) {
    return std::holds_alternative<Stopped>(next) || std::holds_alternative<Away>(next) ||
           std::holds_alternative<Waiting>(next);
}

} // namespace ganger::core::process
