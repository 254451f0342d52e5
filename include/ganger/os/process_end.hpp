// Waiting for the end of a supervisor that is no child of ours.
#pragma once

#include <ganger/core/time.hpp>
#include <ganger/os/fd.hpp>

#include <string>
#include <sys/types.h>

namespace ganger::os {

struct Supervisor {
    Fd pidfd; // empty where there is none: it can't be seen from here, or the kernel is old
    std::string socket;
};

// To be called while it lives, so that its number can't be another's already.
Supervisor watch_supervisor(pid_t pid, const std::string& socket);

// True: it has ended, and holds no lock any more.
bool ends_within(const Supervisor& supervisor, core::Duration patience);

} // namespace ganger::os
