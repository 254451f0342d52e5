// What is asked of all lives at each event, known without asking each of them. Follows from their states
// alone; a place is one in the list of lives.
#pragma once

#include "deadlines.hpp"

#include <ganger/core/process_machine.hpp>

#include <cstddef>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace ganger::core {

class LifeIndex {
  public:
    // A new one, which waits for its turn.
    void add_waiting(std::size_t place) { waiting_.insert(place); }
    void change(std::size_t place, const process::State& before, const process::State& after);

    std::optional<std::size_t> place_of(LaunchId launch) const; // of those that live
    std::optional<std::size_t> next_waiting() const;
    // Of those whose back-off is over the one that has waited longest. So a crash loop without back-off keeps
    // nobody from being started again.
    std::optional<std::size_t> next_due(Monotonic now) const;
    bool all_settled() const { return unsettled_ == 0; }
    Deadline first_deadline() const { return deadlines_.first(); }

  private:
    std::unordered_map<LaunchId, std::size_t> places_;
    std::set<std::size_t> waiting_;
    std::set<std::pair<Monotonic, std::size_t>> back_offs_;
    Deadlines deadlines_;
    std::size_t unsettled_ = 0;
};

} // namespace ganger::core
