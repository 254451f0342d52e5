#include "waited.hpp"

#include "messages.hpp"

#include <algorithm>
#include <chrono>

namespace ganger::core {

namespace {

constexpr std::chrono::milliseconds soon{50}; // then it is said anyway

}

std::string waited_text(const std::vector<Life>& lives, const app::State& phase, Monotonic now,
                        std::string_view stop_key, bool asked) {
    std::vector<std::string> waited;
    Deadline kill;
    Deadline given_up;
    for (const auto& life : lives) {
        if (!process::settled(life.state)) waited.push_back(waited_for(life));
        kill = earlier(kill, kill_at(life.state));
        given_up = std::max(given_up, given_up_at(life.state));
    }
    if (const auto* resting = std::get_if<app::Resting>(&phase)) {
        waited = resting->names;
        kill = resting->kill_at;
    } else if (const auto* killing = std::get_if<app::RestKilling>(&phase)) {
        waited = killing->names;
        given_up = killing->stuck_at;
    }
    if (waited.empty()) return {};
    if (kill) return messages::waiting(waited, *kill - now, stop_key, asked);
    if (given_up && *given_up - now >= soon) return messages::waiting_after_kill(waited, *given_up - now);
    return {};
}

} // namespace ganger::core
