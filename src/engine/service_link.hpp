// Tells the service manager what the core says of the supervisor, and says it again where that was refused.
#pragma once

#include <ganger/core/service_notices.hpp>
#include <ganger/core/supervisor.hpp>
#include <ganger/os/notify_socket.hpp>

#include <optional>

namespace ganger::engine {

class ServiceLink {
  public:
    ServiceLink(os::NotifySocket socket, std::optional<core::Duration> watchdog);

    void touched(core::Phase phase, core::Monotonic now) { notices_.touched(phase, now); }
    void tell(const core::Supervisor& supervisor, core::Monotonic now);
    core::Deadline next_deadline() const { return notices_.next_deadline(); }

  private:
    os::NotifySocket socket_;
    core::ServiceNotices notices_;
};

} // namespace ganger::engine
