#include "proc_file.hpp"

#include <ganger/os/fd.hpp>
#include <ganger/os/ports.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <netinet/in.h>
#include <sstream>
#include <string_view>
#include <sys/socket.h>
#include <vector>

namespace ganger::os {
namespace {

bool address_in_use(const Fd& socket, const sockaddr* address, socklen_t length) {
    const int on = 1;
    ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    return ::bind(socket.number(), address, length) != 0 && errno == EADDRINUSE;
}

bool used_v4(std::uint16_t port) {
    const Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket) return false;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    return address_in_use(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

bool used_v6(std::uint16_t port) {
    const Fd socket(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket) return false;
    const int on = 1;
    ::setsockopt(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(port);
    return address_in_use(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

constexpr auto tables = {"/proc/net/tcp", "/proc/net/tcp6"};
constexpr std::string_view state_listen = "0A";

struct Sockets {
    std::vector<std::string> listening;
    std::vector<std::string> others;
};

// A line of /proc/net/tcp: "0: 0100007F:1388 00000000:0000 0A …"; the tenth field is the inode.
void collect(const std::string& table, std::uint16_t port, Sockets& found) {
    const auto wanted = fmt::format(":{:04X}", port);
    std::istringstream lines(table);
    std::string line;
    std::getline(lines, line); // the heading
    while (std::getline(lines, line)) {
        std::istringstream fields(line);
        std::string slot, local, remote, state, skipped, inode;
        fields >> slot >> local >> remote >> state;
        if (!local.ends_with(wanted)) continue;
        for (int i = 0; i < 5; ++i) fields >> skipped;
        fields >> inode;
        if (inode.empty() || inode == "0") continue; // TIME_WAIT belongs to nobody
        (state == state_listen ? found.listening : found.others).push_back(fmt::format("socket:[{}]", inode));
    }
}

bool holds_one_of(int pid, const std::vector<std::string>& sockets) {
    const auto folder = fmt::format("/proc/{}/fd", pid);
    const auto descriptors = numbers_in_proc(folder);
    if (!descriptors) return false;
    return std::any_of(descriptors->begin(), descriptors->end(), [&](int number) {
        const auto target = read_proc_link(fmt::format("{}/{}", folder, number));
        return target && std::find(sockets.begin(), sockets.end(), *target) != sockets.end();
    });
}

} // namespace

bool port_is_free(std::uint16_t port) {
    return port == 0 || !(used_v4(port) || used_v6(port));
}

std::set<std::uint16_t> listening_ports() {
    std::set<std::uint16_t> ports;
    for (const char* table : tables) {
        std::istringstream lines(read_proc(table).value_or(""));
        std::string slot, local, remote, state;
        for (std::string line; std::getline(lines, line);) {
            std::istringstream(line) >> slot >> local >> remote >> state;
            const auto colon = local.rfind(':');
            if (state != state_listen || colon == std::string::npos) continue;
            ports.insert(static_cast<std::uint16_t>(std::strtoul(local.c_str() + colon + 1, nullptr, 16)));
        }
    }
    return ports;
}

std::optional<std::string> port_holder(std::uint16_t port) {
    Sockets found;
    for (const char* table : tables)
        if (const auto text = read_proc(table)) collect(*text, port, found);
    const auto& sockets = found.listening.empty() ? found.others : found.listening;
    auto pids = numbers_in_proc("/proc");
    if (sockets.empty() || !pids) return std::nullopt;
    // A server's workers share its socket; the master is older.
    std::sort(pids->begin(), pids->end());
    for (int pid : *pids) {
        if (!holds_one_of(pid, sockets)) continue;
        auto name = read_proc(fmt::format("/proc/{}/comm", pid)).value_or("?");
        while (name.ends_with('\n')) name.pop_back();
        return fmt::format("{} (pid {})", name, pid);
    }
    return std::nullopt;
}

} // namespace ganger::os
