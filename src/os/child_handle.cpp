#include <ganger/os/child_handle.hpp>

namespace ganger::os {
} // namespace ganger::os
