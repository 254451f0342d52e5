#include "service_link.hpp"

#include <ganger/os/clock.hpp>

#include <utility>

namespace ganger::engine {

ServiceLink::ServiceLink(os::NotifySocket socket, std::optional<core::Duration> watchdog)
    : socket_(std::move(socket)), notices_(watchdog, os::now().monotonic) {}

void ServiceLink::tell(const core::Supervisor& supervisor, core::Monotonic now) {
    const auto due = notices_.next_deadline();
    if (!due || *due > now) return;
    auto told = notices_;
    const auto text = told.take(supervisor.snapshot(), now);
    if (text.empty() || socket_.send(text))
        notices_ = std::move(told);
    else
        notices_.postpone(now);
}

} // namespace ganger::engine
