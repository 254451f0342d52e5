// Before an app starts: ends what a supervisor that was killed has left of it. Does what core/leftovers says.
#pragma once

#include <ganger/core/leftovers.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/runtime_place.hpp>
#include <ganger/core/time.hpp>

#include <string>
#include <vector>

namespace ganger::engine {

struct LeftoverRequest {
    std::string app_id;
    std::vector<core::RuntimePlace> places; // where its ledger may lie
    core::Duration grace{};
    bool stops_at_hang_up = true;
    bool suspends = false; // Ctrl-Z stops us; else it means nothing
};

struct LeftoverReport {
    core::leftovers::Outcome outcome;
    std::vector<std::string> spoilt_ledgers; // their paths; each is now under that name and ".bad"
};

// Returns when there is nothing left, at once as a rule; when somebody asked for the end; or when it can't be
// done. To be called before run(), by whoever has the app's lock. Signals may stay blocked afterwards.
Result<LeftoverReport> end_leftovers(const LeftoverRequest& request);

} // namespace ganger::engine
