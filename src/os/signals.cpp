#include <ganger/os/signals.hpp>

namespace ganger::os {
} // namespace ganger::os
