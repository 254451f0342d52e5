#include <ganger/os/fd.hpp>

namespace ganger::os {
} // namespace ganger::os
