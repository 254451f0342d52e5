// Tells which launches have ended, by their pidfds. In a set of their own: each descriptor that Asio watches
// by itself costs three system calls at its beginning, and one at its end.
#pragma once

#include "watched_fd.hpp"

#include <ganger/core/instance.hpp>
#include <ganger/os/ready_set.hpp>

#include <functional>
#include <utility>

namespace ganger::engine {

class EndWatch {
  public:
    // `ended` may be called for a launch that is no longer watched.
    EndWatch(boost::asio::io_context& context, os::Fd set, std::function<void(core::LaunchId)> ended)
        : set_(context, std::move(set)), ended_(std::move(ended)) {}

    // False: SIGCHLD has to tell.
    bool add(core::LaunchId launch, const os::Fd& pidfd) {
        return os::add_to(set_.fd(), pidfd, static_cast<std::uint64_t>(launch));
    }

    // Once at the beginning, and after an exception.
    void wait() {
        set_.wait(WatchedFd::Wait::wait_read, [this] {
            const auto keys = os::take_ready(set_.fd());
            wait(); // again at once, where there are more
            for (const auto key : keys) ended_(core::LaunchId{key});
        });
    }

  private:
    WatchedFd set_;
    std::function<void(core::LaunchId)> ended_;
};

} // namespace ganger::engine
