// Signals to processes and groups, and what decides who gets them.
#pragma once

#include <ganger/os/fd.hpp>

#include <cstdint>
#include <sys/types.h>

namespace ganger::os {

// Through the pidfd: never a foreign process. Errors (gone, not permitted) give false.
bool signal_process(const Fd& pidfd, int signal);

// To a child of ours that is not reaped yet and so holds its number: through the pidfd; by its number where
// the kernel has no pidfds.
bool signal_child(pid_t child, const Fd& pidfd, int signal);

// To the process that has this number and this start time (ProcessInfo), never to a later one of the same
// number. False: gone.
bool signal_identified(pid_t pid, std::uint64_t start_time, int signal);

// To a whole group; only while its leader, running or zombie, still holds the number.
bool signal_group(pid_t leader, int signal);

// By /proc/PID/exe: sh, dash, bash, busybox … or unreadable. A shell does not pass TERM on.
bool is_shell_or_unknown(pid_t pid);
bool programs_are_known(); // at least ours is: /proc is there

} // namespace ganger::os
