#include <ganger/os/clock.hpp>
#include <ganger/os/log_file.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ganger::os {
namespace {

core::Wall birth_of(const Fd& file, core::Wall now) {
    struct statx status {};
    if (::statx(file.number(), "", AT_EMPTY_PATH, STATX_BTIME, &status) != 0 ||
        (status.stx_mask & STATX_BTIME) == 0)
        return now;
    return core::Wall(std::chrono::seconds(status.stx_btime.tv_sec) +
                      std::chrono::nanoseconds(status.stx_btime.tv_nsec));
}

// O_NONBLOCK: a FIFO would wait for its reader.
Fd opened(const std::string& path) {
    return Fd(::open(path.c_str(),
                     O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
                     S_IRUSR | S_IWUSR));
}

bool may_pass(int error) {
    switch (error) {
    case ENOENT:  // its folder
    case ENOTDIR: // what stands there instead
    case EISDIR:
    case ELOOP:
    case ENXIO:
    case ENAMETOOLONG:
    case EINVAL:
    case EACCES:
    case EPERM:
    case EROFS:
        return false;
    default:
        return true;
    }
}

} // namespace

Error LogFile::cannot(std::string_view what, int error) const {
    const char* const why = error == ELOOP   ? "it is a link"
                            : error == ENXIO ? "it is no file" // a FIFO without reader, a socket
                                             : std::strerror(error);
    const char* const hint = error == ENOENT || error == ENOTDIR ? "its folder has to be there" : "";
    return {fmt::format("cannot {} the log file '{}': {}", what, path_, why), hint};
}

bool LogFile::has_its_name() const {
    struct stat ours {
    }, there{};
    return file_ && ::fstat(file_.number(), &ours) == 0 && ::lstat(path_.c_str(), &there) == 0 &&
           ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

Result<void> LogFile::try_to_open() {
    if (const Fd once = opened(path_); !once && may_pass(errno)) return {};
    return open();
}

Result<void> LogFile::open() {
    file_ = opened(path_);
    if (!file_) return tl::unexpected(cannot("open", errno));
    struct stat status {};
    if (::fstat(file_.number(), &status) != 0 || !S_ISREG(status.st_mode)) {
        file_.reset();
        return failure(fmt::format("cannot open the log file '{}': it is no file", path_));
    }
    born_ = birth_of(file_, os::now().wall);
    return {};
}

Result<core::LogFileState> LogFile::look() {
    if (!has_its_name()) {
        if (auto opened = open(); !opened) return tl::unexpected(opened.error());
    }
    struct stat status {};
    ::fstat(file_.number(), &status);
    return core::LogFileState{static_cast<std::uint64_t>(status.st_size), born_};
}

LogFile::Taken LogFile::append(std::string_view lines) {
    ssize_t written = 0;
    do {
        written = ::write(file_.number(), lines.data(), lines.size());
    } while (written < 0 && errno == EINTR);
    if (written < 0) return {0, errno};
    const auto count = static_cast<std::size_t>(written);
    if (count == lines.size()) return {count, 0};
    // Nothing of the line that did not fit stays. Why it did not shows at the next attempt.
    const auto whole = lines.substr(0, count).rfind('\n') + 1;
    struct stat status {};
    const bool is_off = ::fstat(file_.number(), &status) == 0 &&
                        status.st_size >= static_cast<off_t>(count - whole) &&
                        ::ftruncate(file_.number(), status.st_size - static_cast<off_t>(count - whole)) == 0;
    return {is_off ? whole : count, ENOSPC};
}

Result<void> LogFile::rotate(unsigned keep) {
    for (const auto& [from, to] : core::rotation_of(path_, keep)) {
        const int result = to.empty() ? ::unlink(from.c_str()) : std::rename(from.c_str(), to.c_str());
        if (result != 0 && errno != ENOENT) return tl::unexpected(cannot("rotate", errno));
    }
    for (unsigned more = keep + 1; ::unlink(fmt::format("{}.{}", path_, more).c_str()) == 0;) ++more;
    close();
    return {};
}

} // namespace ganger::os
