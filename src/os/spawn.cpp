#include <ganger/os/spawn.hpp>

namespace ganger::os {
} // namespace ganger::os
