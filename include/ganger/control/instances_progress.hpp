// How far what was asked of instances has come about, by what the app lists. Pure.
#pragma once

#include <ganger/control/instance_command.hpp>
#include <ganger/control/processes_report.hpp>

#include <string>
#include <vector>

namespace ganger::control {

struct Progress {
    std::vector<std::string> awaited;  // the names of what it waits for
    std::vector<std::string> failures; // why it will not come about: "web.1 failed: exited 3"
    ProcessesReport concerned;         // what of the app it is about
};

Progress progress_of(InstanceVerb verb, const InstancesAsked& asked, const ProcessesReport& report);

} // namespace ganger::control
