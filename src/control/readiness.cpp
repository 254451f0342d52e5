#include <ganger/control/readiness.hpp>

namespace ganger::control {

namespace {

bool ended_with_failure(const InstanceReport& instance) {
    return instance.last_end && instance.last_end->status != 0;
}

} // namespace

Readiness readiness_of(const InstanceReport& instance, const std::set<std::uint16_t>& opened) {
    const auto& state = instance.state;
    if (state == "running" && instance.port && opened.count(*instance.port) > 0) return Readiness::ready;
    if (state == "failed" || state == "stuck") return Readiness::failed;
    if (state == "backoff") return ended_with_failure(instance) ? Readiness::failed : Readiness::ready;
    if (state == "waiting") return Readiness::pending;
    if (state == "starting" || state == "running" || state == "stopping") {
        // Its next failure may come any time. Without a restart, the last end was that of a stop before this
        // start.
        const bool again = instance.restarts > 0 && ended_with_failure(instance);
        return again ? Readiness::failed : Readiness::pending;
    }
    return Readiness::ready; // completed, stopped, and what is to come
}

} // namespace ganger::control
