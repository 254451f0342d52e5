#include <ganger/core/ports.hpp>

namespace ganger::core {
} // namespace ganger::core
