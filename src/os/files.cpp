#include <ganger/os/files.hpp>

namespace ganger::os {
} // namespace ganger::os
