// Whom the kernel has killed for want of memory, by how many such kills it counts in our control group. Pure.
#pragma once

#include <ganger/core/event.hpp>
#include <ganger/core/process_machine.hpp>
#include <ganger/core/time.hpp>

#include <cstdint>

namespace ganger::core {

class OomKills {
  public:
    // How the launch has ended: SIGKILL that we had not sent, while the count has just risen, came from
    // there.
    Ending ending_of(const Ended& event, const process::State& state, Monotonic now);

  private:
    std::uint64_t counted_ = 0;
    std::uint64_t unexplained_ = 0; // of these it is not known yet whom they hit
    Monotonic noticed_at_{};
};

} // namespace ganger::core
