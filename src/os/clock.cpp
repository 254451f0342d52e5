#include <ganger/os/clock.hpp>

#include <chrono>
#include <ctime>
#include <thread>

namespace ganger::os {

namespace {

// The rules of time zones change the offset at quarters of an hour only.
constexpr std::time_t between_changes = 15 * 60;

std::chrono::seconds utc_offset(std::time_t now) {
    thread_local std::time_t asked_for = -1;
    thread_local long offset = 0;
    if (const std::time_t quarter = now / between_changes; quarter != asked_for) {
        asked_for = quarter;
        std::tm local{};
        offset = ::localtime_r(&now, &local) != nullptr ? local.tm_gmtoff : 0;
    }
    return std::chrono::seconds(offset);
}

} // namespace

core::Time now() {
    // steady_clock's epoch, so that the engine can hand a deadline to an Asio steady_timer unchanged.
    const auto wall = std::chrono::system_clock::now();
    return {core::Monotonic(std::chrono::steady_clock::now().time_since_epoch()),
            core::Wall(wall.time_since_epoch()), utc_offset(std::chrono::system_clock::to_time_t(wall))};
}

void rest(core::Duration duration) {
    std::this_thread::sleep_for(duration);
}

} // namespace ganger::os
