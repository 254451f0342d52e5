// What the first line promises: what becomes of a process that fails in this place.
#pragma once

#include <ganger/core/supervisor.hpp>

#include <string>

namespace ganger::core {

// "a process that fails stops the app"
std::string failure_text(const SupervisorPlan& plan);

} // namespace ganger::core
