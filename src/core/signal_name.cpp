#include <ganger/core/signal_name.hpp>

namespace ganger::core {
} // namespace ganger::core
