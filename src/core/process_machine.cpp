#include <ganger/core/process_machine.hpp>

namespace ganger::core {
} // namespace ganger::core
