// How far a start has come. Pure.
#pragma once

#include <ganger/control/processes_report.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace ganger::control {

struct FailedStart {
    std::string name;   // "web.1"
    std::string reason; // "exited 1"
};

struct StartProgress {
    std::vector<std::string> pending; // of these nothing can be said yet
    std::vector<FailedStart> failed;

    bool is_ready() const { return pending.empty() && failed.empty(); }
};

// `opened`: as of readiness_of.
StartProgress start_progress(const ProcessesReport& report, const std::set<std::uint16_t>& opened);

// "web.1 exited 1, worker.2 exited 3".
std::string failed_text(const std::vector<FailedStart>& failed);

} // namespace ganger::control
