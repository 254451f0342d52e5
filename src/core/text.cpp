#include <ganger/core/text.hpp>

namespace ganger::core {
} // namespace ganger::core
