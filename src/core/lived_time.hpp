// Time as the app lives it: it stands still while ganger itself is suspended, so that nothing is late because
// of that.
#pragma once

#include <ganger/core/time.hpp>

#include <algorithm>
#include <optional>

namespace ganger::core {

class LivedTime {
  public:
    Monotonic of(Monotonic time) const { return time - lost_; }
    Monotonic outside(Monotonic lived) const { return lived + lost_; }
    Deadline outside(Deadline lived) const { return lived ? Deadline{*lived + lost_} : lived; }

    bool stands() const { return stands_since_.has_value(); }
    void stop(Monotonic time) { stands_since_ = time; }
    void go_on(Monotonic time) {
        lost_ += std::max(time - *stands_since_, Duration{});
        stands_since_.reset();
    }

  private:
    Duration lost_{};
    std::optional<Monotonic> stands_since_;
};

} // namespace ganger::core
