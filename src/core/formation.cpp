#include <ganger/core/formation.hpp>

namespace ganger::core {
} // namespace ganger::core
