#include <ganger/core/oom_kills.hpp>

#include <chrono>
#include <variant>

namespace ganger::core {

namespace {

// Several are killed at once, and their ends come one by one. What is left after that were no leaders.
constexpr std::chrono::seconds at_once{1};

bool is_kill_of_ours(const process::State& state) {
    return std::holds_alternative<process::Killing>(state) || std::holds_alternative<process::Stuck>(state);
}

} // namespace

Ending OomKills::ending_of(const Ended& event, const process::State& state, Monotonic now) {
    if (event.oom_kills > counted_) {
        unexplained_ = event.oom_kills - counted_;
        counted_ = event.oom_kills;
        noticed_at_ = now;
    }
    if (!is_sigkill(event.ending) || is_kill_of_ours(state)) return event.ending;
    if (unexplained_ == 0 || now - noticed_at_ > at_once) return event.ending;
    --unexplained_;
    auto ending = std::get<Signaled>(event.ending);
    ending.out_of_memory = true;
    return ending;
}

} // namespace ganger::core
