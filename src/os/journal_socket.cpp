#include <ganger/os/journal_socket.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace ganger::os {
namespace {

constexpr int wanted_buffer = 1 << 20;
constexpr int all_seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

bool connect_to(const Fd& socket, const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return false;
    }
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return ::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

int send_bytes(const Fd& socket, std::string_view entry) {
    for (;;) {
        if (::send(socket.number(), entry.data(), entry.size(), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) return 0;
        if (errno != EINTR) return errno;
    }
}

int send_descriptor(const Fd& socket, const Fd& file) {
    msghdr message{};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    const int number = file.number();
    std::memcpy(CMSG_DATA(header), &number, sizeof number);
    for (;;) {
        if (::sendmsg(socket.number(), &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) return 0;
        if (errno != EINTR) return errno;
    }
}

int send_as_file(const Fd& socket, std::string_view entry) {
    const Fd file(::memfd_create("ganger-journal", MFD_ALLOW_SEALING | MFD_CLOEXEC));
    if (!file) return errno;
    while (!entry.empty()) {
        const auto written = ::write(file.number(), entry.data(), entry.size());
        if (written < 0) return errno;
        entry.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fcntl(file.number(), F_ADD_SEALS, all_seals) != 0) return errno;
    return send_descriptor(socket, file);
}

int send_entry(const Fd& socket, std::string_view entry) {
    const int error = send_bytes(socket, entry);
    return error == EMSGSIZE || error == ENOBUFS ? send_as_file(socket, entry) : error;
}

} // namespace

Fd open_journal(const std::string& address) {
    Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket) return {};
    ::setsockopt(socket.number(), SOL_SOCKET, SO_SNDBUF, &wanted_buffer, sizeof wanted_buffer);
    if (!connect_to(socket, address)) return {};
    return socket;
}

int send_to_journal(const Fd& socket, std::string_view entry, const std::string& address) {
    const int error = send_entry(socket, entry);
    if (error != ECONNREFUSED && error != ENOTCONN && error != EPIPE && error != ECONNRESET) return error;
    return connect_to(socket, address) ? send_entry(socket, entry) : errno;
}

} // namespace ganger::os
