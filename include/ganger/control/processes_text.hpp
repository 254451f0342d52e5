// What runs, for people: the table of `ganger ps`.
#pragma once

#include <ganger/control/processes_report.hpp>
#include <ganger/core/time.hpp>

#include <string>

namespace ganger::control {

//     shop is running since 14:03:07, pid 4711, in /srv/shop
//     NAME      STATE    FOR   PID   PORT  RESTARTS  LAST END
//     web.1     running  2 min 4712  5000  0         -
std::string to_text(const ProcessesReport& report, const core::Time& now);

// "5 s", "2 min", "3 h", "4 days".
std::string age_text(core::Duration age);

} // namespace ganger::control
