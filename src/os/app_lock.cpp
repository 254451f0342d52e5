#include "proc_file.hpp"

#include <ganger/os/app_lock.hpp>
#include <ganger/os/files.hpp>
#include <ganger/os/procfs.hpp>
#include <ganger/os/unix_socket.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <sstream>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace ganger::os {
namespace {

LockAttempt impossible(std::string why) {
    return {LockOutcome::impossible, Fd{}, std::move(why)};
}

// A line is "1: FLOCK  ADVISORY  WRITE 4711 fe:01:1234 0 EOF"; of a process that can't be seen the pid is 0
// or less.
pid_t holder_in(const std::string& locks, const struct stat& status) {
    const auto inode = fmt::format("{:02x}:{:02x}:{}", major(status.st_dev), minor(status.st_dev),
                                   static_cast<unsigned long>(status.st_ino));
    std::istringstream lines(locks);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string number, kind, advisory, access, place;
        pid_t pid = 0;
        words >> number >> kind >> advisory >> access >> pid >> place;
        if (words && kind == "FLOCK" && place == inode && pid > 0) return pid;
    }
    return 0;
}

std::optional<core::Wall> started_at(pid_t pid) {
    const auto info = process_info(pid);
    timespec since_boot{}, wall{};
    if (!info || ::clock_gettime(CLOCK_BOOTTIME, &since_boot) != 0 ||
        ::clock_gettime(CLOCK_REALTIME, &wall) != 0)
        return std::nullopt;
    const auto duration = [](const timespec& time) {
        return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
    };
    const auto ticks = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    const auto started = std::chrono::milliseconds(info->start_time * 1000 / ticks);
    return core::Wall(duration(wall) - duration(since_boot) + started);
}

std::string user_of(pid_t pid) {
    return other_owner(fmt::format("/proc/{}", pid)).value_or("");
}

// What was just launched closes its copies of our descriptors a moment after we go on. If we are killed
// within that moment, they outlive us by it: then nobody is seen who holds the lock.
constexpr int tries_without_holder = 20;
constexpr int between_tries_ms = 5;

bool is_seen(long pid) {
    return pid > 0 && !is_gone(static_cast<pid_t>(pid));
}

LockAttempt lock(Fd file) {
    for (int tries = 1;; ++tries) {
        if (::flock(file.number(), LOCK_EX | LOCK_NB) == 0) return {LockOutcome::held, std::move(file), {}};
        if (errno != EWOULDBLOCK) return impossible(std::strerror(errno));
        if (tries == tries_without_holder || is_seen(lock_holder(file).pid))
            return {LockOutcome::taken, std::move(file), {}};
        ::poll(nullptr, 0, between_tries_ms);
    }
}

// False: whoever held it before us has just taken it away.
bool is_still_there(const Fd& file, const RuntimeFolder& folder, const std::string& name) {
    struct stat ours {
    }, there{};
    return ::fstat(file.number(), &ours) == 0 &&
           ::fstatat(folder.fd.number(), name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
           ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

} // namespace

LockAttempt lock_file(const std::string& path) {
    Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status {};
    if (!file || ::fstat(file.number(), &status) != 0) return impossible(std::strerror(errno));
    if (!S_ISREG(status.st_mode)) return impossible("it is no regular file");
    return lock(std::move(file));
}

LockAttempt lock_in(const RuntimeFolder& folder, const std::string& name) {
    for (;;) {
        Fd file(::openat(folder.fd.number(), name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
                         S_IRUSR | S_IWUSR));
        if (!file) return impossible(std::strerror(errno));
        auto attempt = lock(std::move(file));
        if (attempt.outcome == LockOutcome::impossible || is_still_there(attempt.file, folder, name))
            return attempt;
    }
}

core::Runner runner(pid_t pid) {
    if (pid <= 0) return {};
    return {pid, user_of(pid), started_at(pid)};
}

core::Runner lock_holder(const Fd& file) {
    struct stat status {};
    const auto locks = read_proc("/proc/locks");
    if (!locks || ::fstat(file.number(), &status) != 0) return {};
    return runner(holder_in(*locks, status));
}

} // namespace ganger::os
