#include "reopen.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

namespace ganger::os {
namespace {

bool same_file(int first, int second) {
    struct stat a {};
    struct stat b {};
    return ::fstat(first, &a) == 0 && ::fstat(second, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

} // namespace

Fd reopen(int number, int flags) {
    const auto path = fmt::format("/proc/self/fd/{}", number);
    Fd opened(::open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY));
    if (opened && !same_file(number, opened.number())) opened.reset();
    return opened;
}

bool is_pty_master(int number) {
    unsigned pty = 0;
    return ::ioctl(number, TIOCGPTN, &pty) == 0;
}

} // namespace ganger::os
