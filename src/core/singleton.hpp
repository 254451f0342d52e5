// Which types may run only once, and why: two would each fire the schedule.
#pragma once

#include <ganger/core/procfile.hpp>

#include <string>

namespace ganger::core {

// "its name is 'beat'", "its command runs celery beat"; empty: it may run many times.
std::string singleton_reason(const ProcfileEntry& entry);

} // namespace ganger::core
