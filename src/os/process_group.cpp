#include "proc_file.hpp"

#include <ganger/os/process_group.hpp>
#include <ganger/os/procfs.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <signal.h>
#include <string>
#include <string_view>
#include <sys/syscall.h>
#include <unistd.h>

namespace ganger::os {
namespace {

// busybox and toybox are a shell, too, and what they are just now cannot be told by the file.
constexpr std::array<std::string_view, 18> shells{"sh",     "dash", "bash", "rbash", "ash",  "busybox",
                                                  "toybox", "zsh",  "ksh",  "ksh93", "mksh", "lksh",
                                                  "pdksh",  "yash", "posh", "csh",   "tcsh", "fish"};

std::string program_of(pid_t pid) {
    auto path = read_proc_link("/proc/" + std::to_string(pid) + "/exe").value_or("");
    constexpr std::string_view deleted = " (deleted)";
    if (path.ends_with(deleted)) path.resize(path.size() - deleted.size());
    return path.substr(path.rfind('/') + 1);
}

} // namespace

bool signal_process(const Fd& pidfd, int signal) {
    if (!pidfd) return false;
    return ::syscall(SYS_pidfd_send_signal, pidfd.number(), signal, nullptr, 0) == 0;
}

bool signal_child(pid_t child, const Fd& pidfd, int signal) {
    if (signal_process(pidfd, signal)) return true;
    const bool refused = !pidfd || errno == ENOSYS || errno == EPERM;
    return refused && child > 1 && ::kill(child, signal) == 0;
}

bool signal_identified(pid_t pid, std::uint64_t start_time, int signal) {
    if (pid <= 1) return false;
    const Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    const int error = errno;
    // Looked at after the pidfd was opened: from now on both mean the same process.
    const auto process = process_info(pid);
    if (!process || process->start_time != start_time) return false;
    if (pidfd) return signal_process(pidfd, signal);
    return (error == ENOSYS || error == EPERM) && ::kill(pid, signal) == 0;
}

bool signal_group(pid_t leader, int signal) {
    // -1 would be everybody, 0 ourselves.
    return leader > 1 && ::kill(-leader, signal) == 0;
}

bool is_shell_or_unknown(pid_t pid) {
    const auto program = program_of(pid);
    return program.empty() || std::find(shells.begin(), shells.end(), program) != shells.end();
}

bool programs_are_known() {
    return !program_of(::getpid()).empty();
}

} // namespace ganger::os
