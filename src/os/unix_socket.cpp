#include <ganger/os/unix_socket.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace ganger::os {
namespace {

constexpr int backlog = 64;
constexpr std::size_t longest_path = 100; // less than sun_path has, on every system

std::optional<sockaddr_un> address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= longest_path) {
        errno = ENAMETOOLONG;
        return std::nullopt;
    }
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

Fd new_socket() {
    return Fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

auto cannot_listen(const std::string& path, std::string_view why) {
    return failure(fmt::format("cannot listen at '{}': {}", path, why));
}

std::vector<unsigned> other_groups(const Fd& connection) {
    std::vector<gid_t> groups(64);
    for (;;) { // where there are more, it says how many
        auto size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
        const bool all =
            ::getsockopt(connection.number(), SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) == 0;
        if (!all && (errno != ERANGE || size <= groups.size() * sizeof(gid_t))) return {};
        groups.resize(size / sizeof(gid_t));
        if (all) return {groups.begin(), groups.end()};
    }
}

} // namespace

Result<Fd> listen_at(const std::string& path) {
    const auto address = address_of(path);
    if (!address) return cannot_listen(path, "the path is too long");
    Fd listener = new_socket();
    // Before bind, which takes the mode of the file from it.
    if (!listener || ::fchmod(listener.number(), S_IRUSR | S_IWUSR) != 0 ||
        ::bind(listener.number(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0 ||
        ::listen(listener.number(), backlog) != 0)
        return cannot_listen(path, std::strerror(errno));
    return listener;
}

std::optional<Fd> connect_to(const std::string& path) {
    const auto address = address_of(path);
    Fd connection = address ? new_socket() : Fd();
    if (!connection) return std::nullopt;
    if (::connect(connection.number(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0)
        return std::nullopt;
    return connection;
}

std::optional<Peer> listener_at(const std::string& path) {
    const auto connection = connect_to(path);
    if (connection) {
        const auto peer = peer_of(*connection);
        // Its descriptors may outlive it for a moment, in what it has just launched.
        if (peer && peer->pid > 0 && is_gone(peer->pid)) return std::nullopt;
        return peer;
    }
    // So many wait there that there is no room for another one.
    if (errno == EAGAIN) return Peer{};
    return std::nullopt;
}

Fd accept_connection(const Fd& listener) {
    return Fd(::accept4(listener.number(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
}

std::optional<Peer> peer_of(const Fd& connection) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(connection.number(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return std::nullopt;
    Peer peer{credentials.pid, credentials.uid, other_groups(connection)};
    peer.groups.push_back(credentials.gid);
    return peer;
}

bool is_gone(pid_t pid) {
    return ::kill(pid, 0) != 0 && errno == ESRCH;
}

unsigned our_user() {
    return ::geteuid();
}

long our_pid() {
    return ::getpid();
}

void send_at_once(const Fd& connection, std::string_view bytes) {
    [[maybe_unused]] const auto sent =
        ::send(connection.number(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

} // namespace ganger::os
