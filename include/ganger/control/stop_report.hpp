// What `ganger stop --json` prints.
#pragma once

#include <string>

namespace ganger::control {

struct StopReport {
    std::string app; // empty: none ran
    bool stopped = false;
};

// {"app", "stopped"}, one line; "app" is null where none ran.
std::string to_json(const StopReport& report);

} // namespace ganger::control
