#include <ganger/os/signals.hpp>

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <initializer_list>
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

sigset_t set_of(std::initializer_list<int> signals) {
    sigset_t set;
    ::sigemptyset(&set);
    for (int signal : signals) ::sigaddset(&set, signal);
    return set;
}

sigset_t signals_to_read(JobControl job_control) {
    sigset_t set = set_of({SIGTERM, SIGINT, SIGQUIT, SIGCHLD, SIGUSR1, SIGUSR2, SIGCONT, SIGWINCH});
    for (int signal = SIGRTMIN; signal <= SIGRTMAX; ++signal) ::sigaddset(&set, signal);
    // A blocked signal is queued even where it is ignored, so nohup's SIGHUP must not be blocked.
    if (!is_ignored(SIGHUP)) ::sigaddset(&set, SIGHUP);
    if (job_control == JobControl::stops && !is_ignored(SIGTSTP)) ::sigaddset(&set, SIGTSTP);
    return set;
}

sigset_t every_signal() {
    sigset_t set;
    ::sigfillset(&set);
    for (int signal : {SIGKILL, SIGSTOP, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS})
        ::sigdelset(&set, signal);
    if (is_ignored(SIGHUP)) ::sigdelset(&set, SIGHUP);
    return set;
}

Result<Fd> block_and_open(const sigset_t& set) {
    // Not SIG_BLOCK: what our parent had blocked is not our wish.
    if (const int error = ::pthread_sigmask(SIG_SETMASK, &set, nullptr))
        return failure(fmt::format("cannot block signals: {}", std::strerror(error)));
    Fd signals(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!signals) return failure(fmt::format("cannot open a signalfd: {}", std::strerror(errno)));
    return signals;
}

} // namespace

void keep_early_signals() {
    if (::getpid() != 1) return;
    const auto set = signals_to_read(JobControl::none);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

Result<Fd> block_and_open_signals(JobControl job_control) {
    // Ignored, it would reap our children before we see how they ended.
    set_disposition(SIGCHLD, SIG_DFL);
    set_disposition(SIGPIPE, SIG_IGN);
    set_disposition(SIGXFSZ,
                    SIG_IGN); // a write past the limit of a file's size fails like one to a full disk
    // In the background we go on and print, also under `stty tostop`.
    set_disposition(SIGTTIN, SIG_IGN);
    set_disposition(SIGTTOU, SIG_IGN);
    if (job_control == JobControl::none) set_disposition(SIGTSTP, SIG_IGN);
    return block_and_open(signals_to_read(job_control));
}

Result<Fd> block_and_open_every_signal() {
    set_disposition(SIGCHLD, SIG_DFL);
    return block_and_open(every_signal());
}

void stop_ourselves(int signal) {
    sigset_t pending;
    ::sigpending(&pending);
    if (::sigismember(&pending, SIGCONT) == 1) return;
    // With its default action, not SIGSTOP: where nobody could continue us the kernel discards it.
    ::raise(signal);
    const sigset_t stop = set_of({signal});
    ::pthread_sigmask(SIG_UNBLOCK, &stop, nullptr); // here
    ::pthread_sigmask(SIG_BLOCK, &stop, nullptr);
}

bool stop_is_pending() {
    sigset_t pending;
    ::sigpending(&pending);
    return ::sigismember(&pending, SIGTSTP) == 1 || ::sigismember(&pending, SIGTTIN) == 1 ||
           ::sigismember(&pending, SIGTTOU) == 1;
}

std::vector<int> read_signals(const Fd& signals) {
    std::vector<int> numbers;
    for (const auto& caught : catch_signals(signals)) numbers.push_back(caught.number);
    return numbers;
}

std::vector<CaughtSignal> catch_signals(const Fd& signals) {
    std::vector<CaughtSignal> caught;
    std::array<signalfd_siginfo, 16> infos;
    for (;;) {
        const ssize_t bytes = ::read(signals.number(), infos.data(), sizeof infos);
        if (bytes < 0 && errno == EINTR) continue;
        if (bytes <= 0) return caught;
        const auto count = static_cast<std::size_t>(bytes) / sizeof(signalfd_siginfo);
        for (std::size_t i = 0; i < count; ++i) {
            const auto& info = infos.at(i);
            caught.push_back({static_cast<int>(info.ssi_signo), info.ssi_code == SI_KERNEL,
                              info.ssi_code == SI_USER ? static_cast<pid_t>(info.ssi_pid) : 0});
        }
    }
}

} // namespace ganger::os
