// What a service manager is told, and when: the protocol of sd_notify as values. Ready when every instance
// has been ready once or has failed its first start: one that crashes must not keep the others from being a
// service. What has changed is told at once, but not more often than once a second; the watchdog is answered
// twice in its time. No clock, no socket.
#pragma once

#include <ganger/core/service_status.hpp>
#include <ganger/core/snapshot.hpp>
#include <ganger/core/time.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace ganger::core {

// How the service manager is to be told.
struct ServiceManager {
    std::string socket;               // "/run/systemd/notify", "@abstract"
    std::optional<Duration> watchdog; // it wants to hear of us so often
};

// From the variables of these names, as they are given to a service. Nothing: nobody asks.
std::optional<ServiceManager> service_manager_of(std::string_view notify_socket,
                                                 std::string_view watchdog_usec,
                                                 std::string_view watchdog_pid, long our_pid);

class ServiceNotices {
  public:
    ServiceNotices(std::optional<Duration> watchdog, Monotonic now);

    // Something may have changed.
    void touched(Phase phase, Monotonic now);

    Deadline next_deadline() const;

    // One datagram; empty: there is nothing to tell yet. It counts as told. Where it can't be sent, go on
    // with a copy from before, and postpone.
    std::string take(const Snapshot& snapshot, Monotonic now);
    void postpone(Monotonic now);

  private:
    enum class Stage { begins, ready, stops };

    std::string take_status(ServiceStatus status, bool at_once, Monotonic now);

    Stage stage_ = Stage::begins;
    ServiceStatus status_; // as it was told
    Monotonic told_at_;
    Monotonic looked_at_;
    Deadline look_at_;
    std::optional<Duration> between_pings_;
    Deadline ping_at_;
};

} // namespace ganger::core
