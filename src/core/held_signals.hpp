// Signals to hundreds of processes, sent a few at a time: whoever ends of the first ones can be reaped while
// the others end on the other processors, and nobody who asks meanwhile waits for the last.
#pragma once

#include <ganger/core/action.hpp>

#include <algorithm>
#include <cstddef>
#include <variant>
#include <vector>

namespace ganger::core {

class HeldSignals {
  public:
    // Holds back those among the actions from `first` on.
    void hold(Actions& actions, std::size_t first) {
        const auto begin = actions.begin() + static_cast<std::ptrdiff_t>(first);
        for (auto action = begin; action != actions.end(); ++action)
            if (const auto* signal = std::get_if<Signal>(&*action)) held_.push_back(*signal);
        const auto is_signal = [](const Action& action) { return std::holds_alternative<Signal>(action); };
        actions.erase(std::remove_if(begin, actions.end(), is_signal), actions.end());
    }

    // The next ones, as long as somebody wants to have them; AwaitTurn, if there are more.
    template <class Wants>
    void give(Actions& actions, std::size_t most, Wants wants) {
        for (; next_ < held_.size() && most > 0; ++next_) {
            if (!wants(held_[next_].launch)) continue;
            actions.emplace_back(held_[next_]);
            --most;
        }
        if (next_ < held_.size()) actions.emplace_back(AwaitTurn{});
    }

  private:
    std::vector<Signal> held_;
    std::size_t next_ = 0;
};

} // namespace ganger::core
