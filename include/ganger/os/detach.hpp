// Going into the background: one process stays in front, where the caller sees it, and another one goes on.
#pragma once

#include <ganger/core/result.hpp>
#include <ganger/core/time.hpp>
#include <ganger/os/fd.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <utility>
#include <variant>
#include <vector>

namespace ganger::os {

// The process that goes on: the leader of a session of its own, without a terminal. Until it lets go it has
// all that it got from the caller, so that what is wrong is said as ever.
class Background {
  public:
    Background(Fd report, Fd words, std::vector<int> inherited);

    // Holds nothing of the caller's from now on: its standard input is empty, and what it writes to standard
    // output and error goes to the process in front as long as that is there. `message` tells that it is so.
    void let_go(std::string_view message);

  private:
    Fd report_;
    Fd words_;
    std::vector<int> inherited_;
};

// What happened since whoever stays in front last looked.
struct FrontView {
    std::optional<std::string> message; // of let_go
    std::optional<int> ended;           // the other process: its exit status, as a shell tells it; stays
    std::optional<int> signal;          // that we got: SIGINT, SIGTERM, SIGQUIT or SIGHUP
};

// The process that the caller waits for. It does not stop at Ctrl-Z: who reads its words must not stand
// still.
class Front {
  public:
    Front(pid_t pid, Fd signals, Fd report, Fd words);

    pid_t pid() const { return pid_; }
    // Waits until there is something to tell.
    FrontView look(core::Duration at_most);
    void pass_on(int signal) const;
    // The last of what it has written since it let go, 64 KiB at most, whole lines.
    std::string last_words() const;

  private:
    void wait(core::Duration at_most) const;
    void read_words();
    std::optional<std::string> read_message();
    std::optional<int> read_signal() const;
    void reap();

    pid_t pid_;
    std::optional<int> ended_;
    Fd signals_;
    Fd report_;
    Fd words_;
    std::string message_;
    std::string said_;
    bool cut_ = false; // something was said before what is kept
};

// Call before any thread is started and anything opened: what is open then, 0 to 2 apart, counts as the
// caller's.
Result<std::variant<Front, Background>> detach();

} // namespace ganger::os
