#include <ganger/core/command_form.hpp>

namespace ganger::core {
} // namespace ganger::core
