#include <ganger/os/pipe.hpp>

namespace ganger::os {
} // namespace ganger::os
