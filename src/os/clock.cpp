#include <ganger/os/clock.hpp>

namespace ganger::os {
} // namespace ganger::os
