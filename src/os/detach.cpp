#include "proc_file.hpp"

#include <ganger/os/detach.hpp>
#include <ganger/os/pipe.hpp>
#include <ganger/os/signals.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ganger::os {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t most_words = std::size_t{64} << 10;
constexpr std::size_t piece = most_words;
constexpr std::size_t most_pieces = 32; // more than a pipe holds
constexpr int first_inherited = STDERR_FILENO + 1;
constexpr rlim_t most_probed = 65536;
constexpr int killed = 128; // and the signal: as a shell tells it

bool is_open(int number) {
    return ::fcntl(number, F_GETFD) >= 0;
}

std::vector<int> inherited_descriptors() {
    auto listed = numbers_in_proc("/proc/self/fd");
    std::vector<int> numbers = listed ? std::move(*listed) : std::vector<int>();
    rlimit limit{};
    if (!listed && ::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        const auto end = static_cast<int>(std::min(limit.rlim_cur, most_probed));
        for (int number = first_inherited; number < end; ++number) numbers.push_back(number);
    }
    // The list itself was open while it was read.
    const auto is_none = [](int number) { return number < first_inherited || !is_open(number); };
    numbers.erase(std::remove_if(numbers.begin(), numbers.end(), is_none), numbers.end());
    return numbers;
}

// Appends what is there, a piece at most; false: there will be no more.
bool read_some(const Fd& fd, std::string& to) {
    const auto before = to.size();
    std::array<char, 4096> bytes;
    for (;;) {
        const auto count = ::read(fd.number(), bytes.data(), bytes.size());
        if (count > 0) {
            to.append(bytes.data(), static_cast<std::size_t>(count));
            if (to.size() - before >= piece) return true;
            continue;
        }
        if (count < 0 && errno == EINTR) continue;
        return count < 0 && errno == EAGAIN;
    }
}

tl::unexpected<Error> cannot() {
    return failure(fmt::format("cannot go into the background: {}", std::strerror(errno)));
}

} // namespace

Background::Background(Fd report, Fd words, std::vector<int> inherited)
    : report_(std::move(report)), words_(std::move(words)), inherited_(std::move(inherited)) {}

void Background::let_go(std::string_view message) {
    std::fflush(nullptr);
    for (const int number : inherited_) ::close(number);
    ::close(STDIN_FILENO);
    for (const int number : {STDOUT_FILENO, STDERR_FILENO}) ::dup2(words_.number(), number);
    ensure_standard_descriptors();
    words_.reset();
    [[maybe_unused]] const auto written = ::write(report_.number(), message.data(), message.size());
    report_.reset();
}

Front::Front(pid_t pid, Fd signals, Fd report, Fd words)
    : pid_(pid), signals_(std::move(signals)), report_(std::move(report)), words_(std::move(words)) {}

FrontView Front::look(core::Duration at_most) {
    const auto until = Clock::now() + std::chrono::duration_cast<Clock::duration>(at_most);
    FrontView view;
    do {
        if (!ended_) wait(until - Clock::now());
        view.signal = read_signal();
        reap(); // before its words are read: so these are all
        view.ended = ended_;
        view.message = read_message();
        read_words();
    } while (!view.signal && !view.ended && !view.message && Clock::now() < until);
    return view;
}

void Front::wait(core::Duration at_most) const {
    std::array<pollfd, 3> entries{pollfd{signals_.number(), POLLIN, 0}, pollfd{report_.number(), POLLIN, 0},
                                  pollfd{words_.number(), POLLIN, 0}};
    const auto time = std::chrono::ceil<std::chrono::milliseconds>(at_most).count();
    ::poll(entries.data(), entries.size(), static_cast<int>(std::max<long>(time, 0)));
}

std::optional<std::string> Front::read_message() {
    if (!report_ || read_some(report_, message_)) return std::nullopt;
    report_.reset();
    if (message_.empty()) return std::nullopt;
    return message_;
}

void Front::read_words() {
    for (std::size_t pieces = 0; words_ && pieces < most_pieces; ++pieces) {
        const auto before = said_.size();
        if (!read_some(words_, said_)) words_.reset();
        const bool was_all = said_.size() - before < piece;
        if (said_.size() > most_words) {
            said_.erase(0, said_.size() - most_words);
            cut_ = true;
        }
        if (was_all) return;
    }
}

std::optional<int> Front::read_signal() const {
    for (const int signal : read_signals(signals_))
        if (signal == SIGINT || signal == SIGTERM || signal == SIGQUIT || signal == SIGHUP) return signal;
    return std::nullopt;
}

void Front::reap() {
    int status = 0;
    if (ended_ || ::waitpid(pid_, &status, WNOHANG) != pid_) return;
    ended_ = WIFSIGNALED(status) ? killed + WTERMSIG(status) : WEXITSTATUS(status);
}

void Front::pass_on(int signal) const {
    if (!ended_) ::kill(pid_, signal);
}

std::string Front::last_words() const {
    const auto begin = cut_ ? said_.find('\n') + 1 : 0; // npos + 1: all of it
    return said_.substr(begin);
}

Result<std::variant<Front, Background>> detach() {
    auto inherited = inherited_descriptors();
    auto report = make_output_pipe();
    auto words = report ? make_output_pipe() : Result<Pipe>(failure(""));
    if (!words) return cannot();
    sigset_t before;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &before);
    auto signals = block_and_open_signals(); // first, so that the end of the other one is not missed
    if (!signals) return tl::unexpected(signals.error());
    std::fflush(nullptr);
    const pid_t pid = ::fork();
    if (pid < 0) return cannot();
    if (pid > 0)
        return Front(pid, std::move(*signals), std::move(report->read_end), std::move(words->read_end));
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    ::setsid();
    return Background(std::move(report->write_end), std::move(words->write_end), std::move(inherited));
}

} // namespace ganger::os
