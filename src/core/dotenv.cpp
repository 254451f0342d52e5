#include <ganger/core/dotenv.hpp>

namespace ganger::core {
} // namespace ganger::core
