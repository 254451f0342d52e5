#include <ganger/os/pipe.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace ganger::os {

Result<Pipe> make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return failure(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
    return Pipe{Fd(ends[0]), Fd(ends[1])};
}

Result<Pipe> make_output_pipe() {
    auto pipe = make_pipe();
    // The two ends are two open file descriptions: the child's end stays blocking.
    if (pipe && ::fcntl(pipe->read_end.number(), F_SETFL, O_NONBLOCK) != 0)
        return failure(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
    return pipe;
}

void enlarge_pipe(const Fd& end, std::size_t size) {
    const auto wanted = static_cast<int>(size);
    if (::fcntl(end.number(), F_GETPIPE_SZ) < wanted) ::fcntl(end.number(), F_SETPIPE_SZ, wanted);
}

std::size_t bytes_readable(const Fd& fd) {
    int count = 0;
    if (::ioctl(fd.number(), FIONREAD, &count) != 0 || count < 0) return 0;
    return static_cast<std::size_t>(count);
}

Result<HeldInput> HeldInput::make() {
    auto pipe = make_pipe();
    if (!pipe) return tl::unexpected(std::move(pipe.error()));
    HeldInput input;
    input.pipe_ = std::move(*pipe);
    return input;
}

Result<HeldInput> HeldInput::make_empty() {
    HeldInput input;
    input.pipe_.read_end = Fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!input.pipe_.read_end) return failure(fmt::format("cannot open /dev/null: {}", std::strerror(errno)));
    return input;
}

Result<Fd> HeldInput::open_for_child() const {
    const int held = pipe_.read_end.number();
    Fd opened(::open(fmt::format("/proc/self/fd/{}", held).c_str(), O_RDONLY | O_CLOEXEC));
    // Without /proc the children share one description, and so its O_NONBLOCK flag.
    if (!opened) opened = Fd(::fcntl(held, F_DUPFD_CLOEXEC, 3));
    if (!opened)
        return failure(fmt::format("cannot open standard input for a child: {}", std::strerror(errno)));
    return opened;
}

} // namespace ganger::os
