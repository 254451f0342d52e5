// The deadlines of many, in order: the first is known without asking each.
#pragma once

#include <ganger/core/time.hpp>

#include <set>

namespace ganger::core {

class Deadlines {
  public:
    // One of them has another now.
    void move(Deadline from, Deadline to) {
        if (from == to) return;
        if (from) times_.erase(times_.find(*from));
        if (to) times_.insert(*to);
    }

    Deadline first() const { return times_.empty() ? std::nullopt : Deadline{*times_.begin()}; }

  private:
    std::multiset<Monotonic> times_;
};

} // namespace ganger::core
