// Whom the kernel has killed for want of memory, by how many such kills it counts in our control group, and
// when. Whom it has killed it does not tell. (The groups of launches do not count: the kernel gives no
// controllers to groups below one that has processes, as ours has: ganger.) Pure.
#pragma once

#include <ganger/core/event.hpp>
#include <ganger/core/process_machine.hpp>
#include <ganger/core/time.hpp>

#include <cstdint>

namespace ganger::core {

class OomKills {
  public:
    void count(std::uint64_t kills, Monotonic now);

    // How a launch has ended: SIGKILL that we had not sent, soon after the count has risen, came from there.
    Ending ending_of(const Ending& ending, const process::State& state, Monotonic now);

  private:
    std::uint64_t counted_ = 0;
    std::uint64_t unexplained_ = 0; // of these it is not known yet whom they hit
    Monotonic risen_at_{};
};

} // namespace ganger::core
