// How long whoever writes waits for one place more that does not take all at once, a log file or the journal:
// while it takes 5 MB a second, for as long as that lasts; one that is slower, or dead, for half a second in
// all.
#pragma once

#include <ganger/core/time.hpp>

#include <chrono>
#include <cstddef>

namespace ganger::core {

class Patience {
  public:
    static constexpr Duration most = std::chrono::milliseconds{500};
    static constexpr std::size_t slowest = 5'000'000; // bytes a second

    // It was waited for, and has taken so many bytes meanwhile. Nobody waits for longer than left(): where it
    // was much longer, ganger itself was stopped for a while, which is not the place's fault.
    void waited(Duration time, std::size_t bytes);

    // left() is over, and we come so late. False: it has to be waited for once more, for the same reason.
    bool ends(Duration late);

    // It has all there is.
    void caught_up() { left_ = most; }

    // Zero: nobody waits for it.
    Duration left() const { return left_; }

  private:
    Duration left_ = most;
};

} // namespace ganger::core
