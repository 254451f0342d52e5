// The one place that asks the time.
#pragma once

#include <ganger/core/time.hpp>

namespace ganger::os {

core::Time now();

} // namespace ganger::os
