// What is said of those who may not ask: at most one line a minute, with how many it stands for. Pure.
#pragma once

#include <ganger/control/api.hpp>
#include <ganger/core/time.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace ganger::control {

class RefusedPeers {
  public:
    // Somebody of this user was refused. The line, if one is due.
    std::optional<std::string> refused(unsigned user, long pid, const Askers& askers, core::Monotonic now);

  private:
    std::optional<core::Monotonic> told_at_;
    std::uint64_t untold_ = 0;
};

} // namespace ganger::control
