#include <ganger/os/child_handle.hpp>

#include <cerrno>
#include <sys/wait.h>

namespace ganger::os {
namespace {

// What waitid says; si_pid stays 0 where there is nothing to tell. -1: errno.
int wait_for(idtype_t which, pid_t pid, int flags, siginfo_t& info) {
    info = {};
    int result = 0;
    do result = ::waitid(which, static_cast<id_t>(pid), &info, flags);
    while (result < 0 && errno == EINTR);
    return result;
}

core::Ending ending_of(const siginfo_t& info) {
    if (info.si_code == CLD_EXITED) return core::Exited{info.si_status & 0xff};
    return core::Signaled{info.si_status, info.si_code == CLD_DUMPED};
}

} // namespace

std::optional<core::Ending> peek_end(pid_t pid) {
    siginfo_t info;
    if (wait_for(P_PID, pid, WEXITED | WNOHANG | WNOWAIT, info) < 0) return core::Exited{255};
    if (info.si_pid == 0) return std::nullopt;
    return ending_of(info);
}

std::optional<int> take_stop(pid_t pid) {
    siginfo_t info;
    if (wait_for(P_PID, pid, WSTOPPED | WNOHANG, info) < 0 || info.si_pid == 0) return std::nullopt;
    return info.si_status;
}

bool reap(pid_t pid) {
    siginfo_t info;
    return wait_for(P_PID, pid, WEXITED | WNOHANG, info) == 0 && info.si_pid == pid;
}

std::optional<pid_t> any_ended() {
    siginfo_t info;
    if (wait_for(P_ALL, 0, WEXITED | WNOHANG | WNOWAIT, info) != 0 || info.si_pid == 0) return std::nullopt;
    return info.si_pid;
}

bool any_child_left() {
    siginfo_t info;
    return wait_for(P_ALL, 0, WEXITED | WNOHANG | WNOWAIT, info) == 0;
}

} // namespace ganger::os
