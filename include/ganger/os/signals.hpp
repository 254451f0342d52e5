// Signals as something to read. All that matter are blocked before the first thread and the first fork; a
// blocked signal is queued for PID 1 even where its default would be discarded.
#pragma once

#include <ganger/core/result.hpp>
#include <ganger/os/fd.hpp>

#include <csignal>
#include <sys/types.h>
#include <vector>

namespace ganger::os {

// Whether Ctrl-Z is ours to answer (stop_ourselves) or means nothing.
enum class JobControl { none, stops };

// As PID 1, where the kernel discards a signal whose default is to end us: what comes from now on is kept
// until signals are opened. Else nothing: before anything has started such a signal may end us.
void keep_early_signals();

// TERM, INT, QUIT, HUP, CHLD, CONT, USR1, USR2, WINCH, the real-time ones, and TSTP where there is job
// control; everything else, what was blocked when we were started included, is unblocked. Also resets an
// inherited SIGCHLD=SIG_IGN, ignores SIGPIPE and what stops those in the background who use the terminal,
// leaves HUP and TSTP ignored that were.
Result<Fd> block_and_open_signals(JobControl job_control = JobControl::none);

// Stops this process as Ctrl-Z does, and returns when it was continued. At once where that has happened
// already, and where nobody could continue us: the kernel stops no orphaned process group. `signal`: SIGTTIN
// and SIGTTOU are such, too. It has to be blocked.
void stop_ourselves(int signal = SIGTSTP);

// Ctrl-Z was pressed, or the like, and nobody has read that yet: whatever continued us came before it, since
// the kernel takes a SIGCONT that waits away.
bool stop_is_pending();

// The signal numbers that are pending, in the order read; never blocks.
std::vector<int> read_signals(const Fd& signals);

// All that can be passed on to another process: not what means a fault of our own, nor what was ignored for
// nohup. Also resets an inherited SIGCHLD=SIG_IGN.
Result<Fd> block_and_open_every_signal();

struct CaughtSignal {
    int number = 0;
    bool from_kernel = false; // the terminal's, as a rule
    pid_t sender = 0;         // 0: unknown
};

// What is pending; never blocks.
std::vector<CaughtSignal> catch_signals(const Fd& signals);

} // namespace ganger::os
