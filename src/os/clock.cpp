#include <ganger/os/clock.hpp>

#include <chrono>

namespace ganger::os {

core::Time now() {
    // steady_clock's epoch, so that the engine can hand a deadline to an Asio steady_timer unchanged.
    return {core::Monotonic(std::chrono::steady_clock::now().time_since_epoch()),
            core::Wall(std::chrono::system_clock::now().time_since_epoch())};
}

} // namespace ganger::os
