#include <ganger/os/fd.hpp>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace ganger::os {
namespace {

void open_in_place_of(int number) {
    int opened = ::open("/dev/null", number == STDIN_FILENO ? O_RDONLY : O_WRONLY);
    // A root without /dev: anything harmless will do, so that no file or socket of ours gets the number.
    if (opened < 0) opened = ::open("/", O_RDONLY | O_DIRECTORY);
    if (opened >= 0 && opened != number) {
        ::dup2(opened, number);
        ::close(opened);
    }
}

} // namespace

void Fd::reset() {
    if (number_ < 0) return;
    const int saved = errno;
    ::close(std::exchange(number_, -1));
    errno = saved;
}

void ensure_standard_descriptors() {
    for (int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(number, F_GETFD) < 0 && errno == EBADF) open_in_place_of(number);
}

void leave_input_and_output() {
    const Fd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    if (!nothing) return;
    for (int number : {STDIN_FILENO, STDOUT_FILENO}) ::dup2(nothing.number(), number);
}

} // namespace ganger::os
