#include <ganger/core/supervisor.hpp>

namespace ganger::core {
} // namespace ganger::core
