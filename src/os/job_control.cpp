#include <ganger/os/job_control.hpp>

#include <cerrno>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

namespace ganger::os {
namespace {

bool is_no_group(pid_t group) {
    return ::kill(-group, 0) != 0 && errno == ESRCH;
}

} // namespace

std::optional<CallersTerminal> CallersTerminal::find() {
    CallersTerminal terminal(Fd(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)));
    if (!terminal.fd_) return std::nullopt;
    terminal.our_group_ = ::getpgrp();
    terminal.was_ours_ = ::tcgetpgrp(terminal.fd_.number()) == terminal.our_group_;
    termios modes{};
    if (::tcgetattr(terminal.fd_.number(), &modes) == 0) terminal.modes_ = modes;
    return terminal;
}

void CallersTerminal::put_back_foreground() const {
    if (!was_ours_) return;
    const pid_t foreground = ::tcgetpgrp(fd_.number());
    if (foreground > 1 && is_no_group(foreground)) ::tcsetpgrp(fd_.number(), our_group_);
}

void CallersTerminal::put_back_modes() const {
    if (!was_ours_ || !modes_ || ::tcgetpgrp(fd_.number()) != our_group_) return;
    // Not TCSADRAIN: a terminal that was stopped by Ctrl-S would stop us, too.
    ::tcsetattr(fd_.number(), TCSANOW, &*modes_);
}

void end_ourselves(int signal) {
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    ::sigaction(signal, &action, nullptr);
    sigset_t only;
    ::sigemptyset(&only);
    ::sigaddset(&only, signal);
    ::raise(signal);
    ::pthread_sigmask(SIG_UNBLOCK, &only, nullptr); // here
}

} // namespace ganger::os
