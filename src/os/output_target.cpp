#include <ganger/os/output_target.hpp>

namespace ganger::os {
} // namespace ganger::os
