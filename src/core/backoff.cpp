#include <ganger/core/backoff.hpp>

namespace ganger::core {
} // namespace ganger::core
