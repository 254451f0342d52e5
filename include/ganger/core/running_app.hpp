// An app that runs, as it is seen from outside, and what is said of it to somebody who wants another thing.
#pragma once

#include <ganger/core/app_identity.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/time.hpp>

#include <optional>
#include <string>

namespace ganger::core {

// Who runs it, as far as that can be seen.
struct Runner {
    long pid = 0;     // 0: it can't be seen, as from another container
    std::string user; // empty: whoever asks
    std::optional<Wall> since;
};

// "14:03:07", with the day where that was before `now`'s.
std::string since_text(Wall since, const Time& now);

// For whoever wants to start what runs already.
Error runs_already(const AppIdentity& app, const Runner& runner, const Time& now);

} // namespace ganger::core
