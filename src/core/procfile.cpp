#include <ganger/core/procfile.hpp>

namespace ganger::core {
} // namespace ganger::core
