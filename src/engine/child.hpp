// One launch as the engine holds it: the leader's pid and pidfd until it is reaped. Its pipe is an OutputPump
// of its own, since it may outlive the leader.
#pragma once

#include <ganger/core/instance.hpp>
#include <ganger/core/stream_event.hpp>
#include <ganger/os/fd.hpp>

#include <cstdint>
#include <sys/types.h>

namespace ganger::engine {

struct Child {
    core::LaunchId launch{};
    pid_t pid = -1;
    os::Fd pidfd{}; // empty where the kernel has none
    bool end_reported = false;
};

} // namespace ganger::engine
