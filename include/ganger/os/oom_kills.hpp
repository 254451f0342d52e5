// How many processes of our control group the kernel has killed for want of memory.
#pragma once

#include <ganger/os/fd.hpp>

#include <cstdint>

namespace ganger::os {

class OomKills {
  public:
    OomKills(); // counts from now on

    // 0 as well where nobody counts: without a control group for memory.
    std::uint64_t count() const;

  private:
    std::uint64_t read() const;

    Fd file_;
    std::uint64_t before_ = 0;
};

} // namespace ganger::os
