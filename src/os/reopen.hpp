// A new open file description of what a descriptor stands for: flags set on it are nobody else's.
#pragma once

#include <ganger/os/fd.hpp>

namespace ganger::os {

// Through /proc/self/fd, close-on-exec, never a controlling terminal. Empty where refused: no /proc, EACCES
// after a change of user, no reader any more.
Fd reopen(int number, int flags);

// Opening a pty's master anew would make another pty.
bool is_pty_master(int number);

} // namespace ganger::os
