// Is what was started ready? Judged by what the supervisor tells. Pure.
#pragma once

#include <ganger/control/processes_report.hpp>

#include <cstdint>
#include <set>

namespace ganger::control {

enum class Readiness {
    pending, // nothing can be said yet
    ready,   // so in the supervisor's eyes; or it listens; or it has ended with success, or was stopped
    failed,  // also where it is started again: it did not come up at once
};

// `opened`: the ports on which somebody began to listen since the start.
Readiness readiness_of(const InstanceReport& instance, const std::set<std::uint16_t>& opened = {});

} // namespace ganger::control
