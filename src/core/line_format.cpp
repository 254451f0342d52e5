#include <ganger/core/line_format.hpp>

namespace ganger::core {
} // namespace ganger::core
