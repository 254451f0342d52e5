#include <ganger/os/signals.hpp>

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace ganger::os {
namespace {

void set_disposition(int signal, sighandler_t what) {
    struct sigaction action {};
    action.sa_handler = what;
    ::sigaction(signal, &action, nullptr);
}

bool is_ignored(int signal) {
    struct sigaction action {};
    return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

sigset_t signals_to_read() {
    sigset_t set;
    ::sigemptyset(&set);
    for (int signal : {SIGTERM, SIGINT, SIGQUIT, SIGCHLD, SIGUSR1, SIGUSR2}) ::sigaddset(&set, signal);
    // A blocked signal is queued even where it is ignored, so nohup's SIGHUP must not be blocked.
    if (!is_ignored(SIGHUP)) ::sigaddset(&set, SIGHUP);
    return set;
}

} // namespace

Result<Fd> block_and_open_signals() {
    // Ignored, it would reap our children before we see how they ended.
    set_disposition(SIGCHLD, SIG_DFL);
    set_disposition(SIGPIPE, SIG_IGN);
    set_disposition(SIGXFSZ,
                    SIG_IGN); // a write past the limit of a file's size fails like one to a full disk
    const sigset_t set = signals_to_read();
    // Not SIG_BLOCK: what our parent had blocked is not our wish.
    if (const int error = ::pthread_sigmask(SIG_SETMASK, &set, nullptr))
        return failure(fmt::format("cannot block signals: {}", std::strerror(error)));
    Fd signals(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!signals) return failure(fmt::format("cannot open a signalfd: {}", std::strerror(errno)));
    return signals;
}

std::vector<int> read_signals(const Fd& signals) {
    std::vector<int> numbers;
    std::array<signalfd_siginfo, 16> infos;
    for (;;) {
        const ssize_t bytes = ::read(signals.number(), infos.data(), sizeof infos);
        if (bytes < 0 && errno == EINTR) continue;
        if (bytes <= 0) return numbers;
        const auto count = static_cast<std::size_t>(bytes) / sizeof(signalfd_siginfo);
        for (std::size_t i = 0; i < count; ++i) numbers.push_back(static_cast<int>(infos[i].ssi_signo));
    }
}

} // namespace ganger::os
