// Looks at every event that the supervisor is given and at what it shows afterwards, and throws Violation
// when one of its instances is called ready and is not, or the other way round. Its time is without that in
// which ganger was suspended.
#pragma once

#include <ganger/core/event.hpp>
#include <ganger/core/snapshot.hpp>
#include <ganger/core/time.hpp>

#include <map>

namespace ganger::sim {

class ReadinessJudge {
  public:
    void observe(const core::Event& event, const core::Snapshot& shown, core::Monotonic now);

  private:
    std::map<core::LaunchId, core::Monotonic> launched_; // and not known to have ended
};

} // namespace ganger::sim
