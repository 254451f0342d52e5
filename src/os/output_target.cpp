#include "reopen.hpp"

#include <ganger/os/output_target.hpp>
#include <ganger/os/pipe.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace ganger::os {
namespace {

constexpr std::size_t wanted_pipe_size = std::size_t{1} << 20;
constexpr unsigned memory_devices = 1; // major number of null, zero, full …

Fd duplicate(int number) {
    return Fd(::fcntl(number, F_DUPFD_CLOEXEC, 3));
}

OutputTarget reopened_or_blocking(int number) {
    if (Fd opened = reopen(number, O_WRONLY | O_NONBLOCK))
        return {std::move(opened), OutputKind::reopened, false};
    return {duplicate(number), OutputKind::blocking, false};
}

OutputTarget open_device(int number, const struct stat& status) {
    if (major(status.st_rdev) == memory_devices) return {duplicate(number), OutputKind::memory, false};
    // Other devices may mean something new by each open.
    if (::isatty(number) == 0 || is_pty_master(number))
        return {duplicate(number), OutputKind::blocking, false};
    auto target = reopened_or_blocking(number);
    target.terminal = true;
    return target;
}

OutputTarget open_by_type(int number, const struct stat& status) {
    switch (status.st_mode & S_IFMT) {
    case S_IFIFO: {
        auto target = reopened_or_blocking(number);
        enlarge_pipe(target.fd, wanted_pipe_size);
        return target;
    }
    case S_IFCHR:
        return open_device(number, status);
    case S_IFSOCK:
        return {duplicate(number), OutputKind::socket, false};
    case S_IFREG:
        return {duplicate(number), OutputKind::file, false};
    default:
        return {duplicate(number), OutputKind::blocking, false};
    }
}

void wait_for_room(int number) {
    pollfd entry{number, POLLOUT, 0};
    ::poll(&entry, 1, -1);
}

} // namespace

Result<OutputTarget> open_output(int number) {
    struct stat status {};
    const int flags = ::fcntl(number, F_GETFL);
    if (flags < 0 || ::fstat(number, &status) != 0)
        return failure(fmt::format("cannot write to descriptor {}: {}", number, std::strerror(errno)));
    if ((flags & O_ACCMODE) == O_RDONLY)
        return failure(fmt::format("cannot write to descriptor {}: it is open for reading only", number));
    auto target = open_by_type(number, status);
    if (!target.fd)
        return failure(fmt::format("cannot write to descriptor {}: {}", number, std::strerror(errno)));
    return target;
}

Result<OutputTarget> no_output() {
    Fd fd(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    if (!fd) return failure(fmt::format("cannot open /dev/null: {}", std::strerror(errno)));
    return OutputTarget{std::move(fd), OutputKind::memory, false};
}

long write_some(const OutputTarget& target, std::string_view bytes) {
    return write_some(target.fd, target.kind, bytes);
}

long write_some(const Fd& fd, OutputKind kind, std::string_view bytes) {
    const int number = fd.number();
    for (;;) {
        const ssize_t taken = kind == OutputKind::socket
                                  ? ::send(number, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL)
                                  : ::write(number, bytes.data(), bytes.size());
        if (taken >= 0) return taken;
        if (errno == EINTR) continue;
        if (errno == EMSGSIZE && bytes.size() > 1) { // a socket of whole messages
            bytes = bytes.substr(0, bytes.size() / 2);
            continue;
        }
        // Somebody else may have made the shared description non-blocking.
        if (errno != EAGAIN || kind != OutputKind::blocking) return -1;
        wait_for_room(number);
    }
}

bool is_terminal(int number) {
    return ::isatty(number) != 0;
}

Fd ready_when(const Fd& socket, Readiness what) {
    Fd watch(::epoll_create1(EPOLL_CLOEXEC));
    epoll_event wanted{};
    wanted.events = what == Readiness::room ? EPOLLOUT : 0U;
    ::epoll_ctl(watch.number(), EPOLL_CTL_ADD, socket.number(), &wanted);
    return watch;
}

bool reader_is_gone(const Fd& fd) {
    pollfd entry{fd.number(), 0, 0};
    return ::poll(&entry, 1, 0) > 0 && (entry.revents & (POLLERR | POLLHUP)) != 0;
}

} // namespace ganger::os
