// Signals as something to read. All that matter are blocked before the first thread and the first fork; a
// blocked signal is queued for PID 1 even where its default would be discarded.
#pragma once

#include <ganger/core/result.hpp>
#include <ganger/os/fd.hpp>

#include <vector>

namespace ganger::os {

// TERM, INT, QUIT, HUP, CHLD, USR1, USR2; everything else, what was blocked when we were started included, is
// unblocked. Also resets an inherited SIGCHLD=SIG_IGN, ignores SIGPIPE, leaves an inherited ignored SIGHUP
// ignored.
Result<Fd> block_and_open_signals();

// The signal numbers that are pending, in the order read; never blocks.
std::vector<int> read_signals(const Fd& signals);

} // namespace ganger::os
