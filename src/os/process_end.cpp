#include <ganger/os/process_end.hpp>
#include <ganger/os/unix_socket.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ganger::os {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int between_looks_ms = 20;

} // namespace

Supervisor watch_supervisor(pid_t pid, const std::string& socket) {
    return {Fd(pid > 0 ? static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)) : -1), socket};
}

bool ends_within(const Supervisor& supervisor, core::Duration patience) {
    const auto until = Clock::now() + std::chrono::duration_cast<Clock::duration>(patience);
    for (;;) {
        if (!supervisor.pidfd && !listener_at(supervisor.socket)) return true;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
        const int time = supervisor.pidfd ? static_cast<int>(std::max<long>(left, 0)) : between_looks_ms;
        pollfd entry{supervisor.pidfd.number(), POLLIN, 0}; // one below 0 is only time
        if (::poll(&entry, 1, time) > 0) return true;
        if (Clock::now() >= until) return false;
    }
}

} // namespace ganger::os
