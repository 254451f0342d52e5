// The terminal that controls our session, as it is to be given back, and an end that our shell understands.
#pragma once

#include <ganger/os/fd.hpp>

#include <optional>
#include <sys/types.h>
#include <termios.h>
#include <utility>

namespace ganger::os {

// As it was found, to be put back. All signals that a terminal sends to those in the background must be
// blocked.
class CallersTerminal {
  public:
    // Nothing where our session has none.
    static std::optional<CallersTerminal> find();

    // If we were in its foreground: the foreground, if it was left to a group that is no more. What others
    // have now, such as the shell that put us into the background, is left to them.
    void put_back_foreground() const;
    // If we are in its foreground, as we were. Not where others in a pipeline may have set theirs.
    void put_back_modes() const;

  private:
    explicit CallersTerminal(Fd fd) : fd_(std::move(fd)) {}

    Fd fd_;
    pid_t our_group_ = 0;
    bool was_ours_ = false;
    std::optional<termios> modes_;
};

// By this signal, though it is blocked or caught. Returns where it ends nobody: as PID 1.
void end_ourselves(int signal);

} // namespace ganger::os
