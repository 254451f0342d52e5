// How a child of ours ended, without and with taking its zombie away. Never waits for any child but the one
// named.
#pragma once

#include <ganger/core/ending.hpp>
#include <ganger/os/fd.hpp>

#include <optional>
#include <sys/types.h>

namespace ganger::os {

// Nothing while it runs. Leaves the zombie (WNOWAIT). A child whose end somebody else took has ended, too:
// its code is lost and told as 255, because nothing would make its caller wait for ever.
std::optional<core::Ending> peek_end(pid_t pid);

// The signal by which it has been stopped since the last call; nothing if it was not.
std::optional<int> take_stop(pid_t pid);

// Takes the zombie of a child that has ended; false if there was none to take.
bool reap(pid_t pid);

// One of the children that have ended; leaves the zombie. As long as that is not taken it may hide the
// others.
std::optional<pid_t> any_ended();

// Is there any child left, running or zombie? False: waitid says ECHILD.
bool any_child_left();

} // namespace ganger::os
