#include "lives_readiness.hpp"

#include "lives_world.hpp"

namespace ganger::sim {

using namespace core;
using namespace std::chrono_literals;

namespace {

constexpr auto ready_after = 1s;

} // namespace

void ReadinessJudge::observe(const Event& event, const Snapshot& shown, Monotonic now) {
    if (const auto* launched = std::get_if<Launched>(&event)) launched_.emplace(launched->launch, now);
    if (const auto* ended = std::get_if<Ended>(&event)) launched_.erase(ended->launch);
    for (const auto& instance : shown.instances) {
        const auto place = instance.launch ? launched_.find(*instance.launch) : launched_.end();
        const auto runs = place != launched_.end();
        if (instance.state == "ready" && (!runs || now < place->second + ready_after))
            throw Violation{"ready, and it has not run for a second"};
        if (instance.state == "running" && std::holds_alternative<Tick>(event) && runs &&
            now >= place->second + ready_after)
            throw Violation{"it has run for a second, and is not ready"};
    }
}

} // namespace ganger::sim
