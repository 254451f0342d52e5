#include <ganger/core/ending.hpp>

namespace ganger::core {
} // namespace ganger::core
