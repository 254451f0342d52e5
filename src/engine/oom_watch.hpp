// Tells how often the kernel has killed for want of memory, as soon as that has risen.
#pragma once

#include "watched_fd.hpp"

#include <ganger/os/oom_kills.hpp>

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

namespace ganger::engine {

class OomWatch {
  public:
    OomWatch(boost::asio::io_context& context, std::function<void(std::uint64_t)> told)
        : told_(std::move(told)) {
        if (auto watch = kills_.watch()) watch_.emplace(context, std::move(watch));
    }

    void wait() {
        if (watch_) watch_->wait(WatchedFd::Wait::wait_read, [this] { wait(); });
        look();
    }

    void look() {
        if (watch_) os::take_changes(watch_->fd());
        const auto count = kills_.count();
        if (std::exchange(last_, count) != count) told_(count);
    }

  private:
    os::OomKills kills_;
    std::optional<WatchedFd> watch_;
    std::function<void(std::uint64_t)> told_;
    std::uint64_t last_ = 0;
};

} // namespace ganger::engine
