#include <ganger/core/plan.hpp>

namespace ganger::core {
} // namespace ganger::core
