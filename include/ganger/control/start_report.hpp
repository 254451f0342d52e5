// What `ganger start --detach --json` prints.
#pragma once

#include <ganger/control/processes_report.hpp>
#include <ganger/core/result.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace ganger::control {

struct StartReport {
    ProcessesReport processes;
    bool started = true; // false: it ran already
    std::string_view code{};
    std::optional<Error> error{}; // it is not ready
};

// As of processes_report, with "started" and, where it is not ready, "error": {"code", "message", "hint"}.
std::string to_json(const StartReport& report);

} // namespace ganger::control
