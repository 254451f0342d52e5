// Tells how often the kernel has killed for want of memory, when that has risen. Looked at while something
// happens: to be told of it by the kernel (inotify) costs 10 ms at our end, when that is closed.
#pragma once

#include <ganger/core/time.hpp>
#include <ganger/os/oom_kills.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <utility>

namespace ganger::engine {

class OomWatch {
  public:
    explicit OomWatch(std::function<void(std::uint64_t)> told) : told_(std::move(told)) {}

    // Not more often than is cheap.
    void look_again(core::Monotonic now) {
        if (now - looked_ < std::chrono::milliseconds{10}) return;
        looked_ = now;
        look();
    }

    void look() {
        const auto count = kills_.count();
        if (std::exchange(last_, count) != count) told_(count);
    }

  private:
    os::OomKills kills_;
    std::function<void(std::uint64_t)> told_;
    std::uint64_t last_ = 0;
    core::Monotonic looked_{};
};

} // namespace ganger::engine
