#include <ganger/os/left_socket.hpp>
#include <ganger/os/unix_socket.hpp>

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>

namespace ganger::os {

namespace {

constexpr std::chrono::milliseconds between_tries{5};

}

Fd hold_folder(const RuntimeFolder& folder, std::chrono::milliseconds at_most) {
    // Not a duplicate: a lock belongs to what open() makes.
    Fd held(::openat(folder.fd.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    for (auto left = at_most; held; left -= between_tries) {
        if (::flock(held.number(), LOCK_EX | LOCK_NB) == 0) return held;
        if (errno != EWOULDBLOCK || left <= left.zero()) break;
        ::poll(nullptr, 0, static_cast<int>(between_tries.count()));
    }
    return Fd();
}

bool nobody_listens(const std::string& path) {
    errno = 0;
    return !connect_to(path) && (errno == ECONNREFUSED || errno == ENOENT);
}

} // namespace ganger::os
