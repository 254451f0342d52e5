// The one place that asks the time.
#pragma once

#include <ganger/core/time.hpp>

namespace ganger::os {

// The monotonic part counts from the epoch of std::chrono::steady_clock; it stands still while the machine is
// suspended.
core::Time now();

// Nothing is done meanwhile.
void rest(core::Duration duration);

} // namespace ganger::os
