// What was dropped, in words; and when it is said beside the stream that its sink has no space: at once, then
// once a minute with what was dropped so far, and when it takes something again.
#pragma once

#include "output_buffer.hpp"

#include <ganger/core/time.hpp>

#include <optional>
#include <string>

namespace ganger::core {

// "12 lines (345 bytes) and 1 line of ganger's own"
std::string text_of(const Dropped& lost);

class DropReport {
  public:
    // Nothing: it was said less than a minute ago.
    std::optional<std::string> sink_full(int error, const Dropped& dropped, Monotonic now);
    // Nothing: nobody was told that it was full.
    std::optional<std::string> sink_took();

  private:
    bool told_ = false; // that it is full
    Deadline again_at_;
};

} // namespace ganger::core
