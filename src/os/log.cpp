#include <ganger/os/log.hpp>

namespace ganger::os {
} // namespace ganger::os
