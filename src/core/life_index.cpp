#include "life_index.hpp"

#include <variant>

namespace ganger::core {

using process::BackingOff;
using process::Waiting;

void LifeIndex::change(std::size_t place, const process::State& before, const process::State& after) {
    if (std::holds_alternative<Waiting>(before)) waiting_.erase(place);
    if (std::holds_alternative<Waiting>(after)) waiting_.insert(place);
    if (const auto* state = std::get_if<BackingOff>(&before)) back_offs_.erase({state->until, place});
    if (const auto* state = std::get_if<BackingOff>(&after)) back_offs_.emplace(state->until, place);
    if (!process::settled(before)) --unsettled_;
    if (!process::settled(after)) ++unsettled_;
    deadlines_.move(process::deadline_of(before), process::deadline_of(after));
    const auto old_launch = process::launch_of(before);
    const auto launch = process::launch_of(after);
    if (launch == old_launch) return;
    places_.erase(old_launch);
    if (launch != no_launch) places_.emplace(launch, place);
}

std::optional<std::size_t> LifeIndex::place_of(LaunchId launch) const {
    const auto found = places_.find(launch);
    return found == places_.end() ? std::nullopt : std::optional{found->second};
}

std::optional<std::size_t> LifeIndex::next_waiting() const {
    return waiting_.empty() ? std::nullopt : std::optional{*waiting_.begin()};
}

std::optional<std::size_t> LifeIndex::next_due(Monotonic now) const {
    const bool any = !back_offs_.empty() && back_offs_.begin()->first <= now;
    return any ? std::optional{back_offs_.begin()->second} : std::nullopt;
}

} // namespace ganger::core
