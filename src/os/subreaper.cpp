#include <ganger/os/subreaper.hpp>

namespace ganger::os {
} // namespace ganger::os
