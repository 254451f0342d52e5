// How long to wait before the next try: initial·factor^(n−1) up to max, plus 0–10 % jitter.
#pragma once

#include <ganger/core/time.hpp>

namespace ganger::core {

struct Backoff {
    Duration initial = std::chrono::milliseconds{500};
    double factor = 2.0;
    Duration max = std::chrono::seconds{30};
    Duration reset_after = std::chrono::seconds{30}; // so long healthy, and the count starts anew
};

// `failures` counts from 1; `random` is uniform in [0, 1).
Duration delay_after(const Backoff& backoff, unsigned failures, double random);

} // namespace ganger::core
