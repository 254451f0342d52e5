#include <ganger/os/process_group.hpp>

namespace ganger::os {
} // namespace ganger::os
