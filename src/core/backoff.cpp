#include <ganger/core/backoff.hpp>

#include <algorithm>
#include <cmath>

namespace ganger::core {

namespace {

constexpr double jitter = 0.1;

} // namespace

Duration delay_after(const Backoff& backoff, unsigned failures, double random) {
    const double initial = std::max(0.0, static_cast<double>(backoff.initial.count()));
    const double max = std::max(0.0, static_cast<double>(backoff.max.count()));
    const double steps = failures == 0 ? 0.0 : static_cast<double>(failures - 1);
    // Ends at infinity, never in an overflow; 0·infinity is no number, and then there is nothing to wait for.
    const double grown = initial > 0.0 ? initial * std::pow(backoff.factor, steps) : 0.0;
    const double base = grown < max ? std::max(0.0, grown) : max;
    const double delay = base * (1.0 + jitter * std::clamp(random, 0.0, 1.0));
    constexpr auto longest = static_cast<double>(Duration::max().count() / 2);
    return Duration{static_cast<Duration::rep>(std::min(delay, longest))};
}

} // namespace ganger::core
