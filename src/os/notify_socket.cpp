#include <ganger/os/notify_socket.hpp>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <sys/types.h>

namespace ganger::os {

std::optional<NotifySocket> NotifySocket::open(const std::string& address) {
    NotifySocket result;
    // The name of an abstract one begins with NUL, and is exactly as long as it is said to be.
    const bool is_abstract = address.starts_with('@');
    const auto size = address.size() + (is_abstract ? 0 : 1);
    if (address.empty() || size > sizeof result.address_.sun_path) {
        errno = ENAMETOOLONG;
        return std::nullopt;
    }
    result.address_.sun_family = AF_UNIX;
    std::memcpy(result.address_.sun_path, address.c_str(), size);
    if (is_abstract) result.address_.sun_path[0] = '\0';
    result.size_ = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + size);
    result.socket_ = Fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!result.socket_) return std::nullopt;
    return result;
}

bool NotifySocket::send(const std::string& text) const {
    for (;;) {
        const auto sent = ::sendto(socket_.number(), text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                                   reinterpret_cast<const sockaddr*>(&address_), size_);
        if (sent >= 0 || errno != EINTR) return sent >= 0;
    }
}

} // namespace ganger::os
