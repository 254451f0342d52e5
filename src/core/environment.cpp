#include <ganger/core/environment.hpp>

namespace ganger::core {
} // namespace ganger::core
