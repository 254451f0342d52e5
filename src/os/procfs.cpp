#include <ganger/os/procfs.hpp>

namespace ganger::os {
} // namespace ganger::os
