// When the reading of a child's output rests: a program that writes each line alone would cost a wake-up per
// line. After several small reads in a row each next one rests, until one is large or comes late.
#pragma once

#include <ganger/core/time.hpp>

#include <cstddef>

namespace ganger::core {

class ReadPace {
  public:
    // After a read of so many bytes of those asked for. A read that got all it asked for is not a small one:
    // there is more to read.
    bool rests_after(std::size_t count, std::size_t asked, Monotonic now);

  private:
    Monotonic last_{};
    unsigned small_in_a_row_ = 0;
};

} // namespace ganger::core
