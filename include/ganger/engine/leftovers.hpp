// Before an app starts: ends what a supervisor that was killed has left of it. Does what core/leftovers says.
#pragma once

#include <ganger/core/leftovers.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/time.hpp>

#include <string>

namespace ganger::engine {

struct LeftoverRequest {
    std::string app_id;
    core::Duration grace{};
    bool stops_at_hang_up = true;
    bool suspends = false; // Ctrl-Z stops us; else it means nothing
};

// Returns when there is nothing left, at once as a rule; when somebody asked for the end; or when it can't be
// done. To be called before run(), by whoever has the app's lock. Signals may stay blocked afterwards.
Result<core::leftovers::Outcome> end_leftovers(const LeftoverRequest& request);

} // namespace ganger::engine
