#include <ganger/os/ports.hpp>

namespace ganger::os {
} // namespace ganger::os
