#include <ganger/core/router.hpp>

namespace ganger::core {
} // namespace ganger::core
