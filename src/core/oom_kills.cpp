#include <ganger/core/oom_kills.hpp>

#include <chrono>
#include <variant>

namespace ganger::core {

namespace {

// The end of a process that holds much memory takes so long. What is left after that were no leaders.
constexpr std::chrono::seconds until_end{5};

bool is_kill_of_ours(const process::State& state) {
    return std::holds_alternative<process::Killing>(state) || std::holds_alternative<process::Stuck>(state);
}

} // namespace

void OomKills::count(std::uint64_t kills, Monotonic now) {
    if (kills <= counted_) return;
    if (now - risen_at_ > until_end) unexplained_ = 0;
    unexplained_ += kills - counted_;
    counted_ = kills;
    risen_at_ = now;
}

Ending OomKills::ending_of(const Ending& ending, const process::State& state, Monotonic now) {
    if (!is_sigkill(ending) || is_kill_of_ours(state)) return ending;
    if (unexplained_ == 0 || now - risen_at_ > until_end) return ending;
    --unexplained_;
    auto killed = std::get<Signaled>(ending);
    killed.out_of_memory = true;
    return killed;
}

} // namespace ganger::core
