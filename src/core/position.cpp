#include <ganger/core/position.hpp>

namespace ganger::core {
} // namespace ganger::core
