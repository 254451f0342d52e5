#include <ganger/os/ready_set.hpp>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <sys/epoll.h>

namespace ganger::os {

namespace {
constexpr std::size_t at_once = 64;
} // namespace

Result<Fd> open_ready_set() {
    Fd set(::epoll_create1(EPOLL_CLOEXEC));
    if (!set) return failure(std::string("cannot watch processes: ") + std::strerror(errno));
    return set;
}

bool add_to(const Fd& set, const Fd& fd, std::uint64_t key) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;
    event.data.u64 = key;
    return ::epoll_ctl(set.number(), EPOLL_CTL_ADD, fd.number(), &event) == 0;
}

std::vector<std::uint64_t> take_ready(const Fd& set) {
    std::array<epoll_event, at_once> events;
    const int count = ::epoll_wait(set.number(), events.data(), static_cast<int>(events.size()), 0);
    std::vector<std::uint64_t> keys;
    for (int i = 0; i < count; ++i) {
        const std::uint64_t key = events[static_cast<std::size_t>(i)].data.u64; // packed: no reference to it
        keys.push_back(key);
    }
    return keys;
}

} // namespace ganger::os
