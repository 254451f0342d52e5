#include <ganger/control/check_report.hpp>

namespace ganger::control {
} // namespace ganger::control
