#include <ganger/os/reading.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/uio.h>

namespace ganger::os {

ReadOutcome read_into(const Fd& fd, std::span<const std::span<char>> pieces) {
    std::array<iovec, 2> vectors{};
    int used = 0;
    for (const auto& piece : pieces.first(std::min(pieces.size(), vectors.size()))) {
        vectors[static_cast<std::size_t>(used++)] = {piece.data(), piece.size()};
    }
    ssize_t count = 0;
    do {
        count = ::readv(fd.number(), vectors.data(), used);
    } while (count < 0 && errno == EINTR);
    if (count >= 0) return {static_cast<std::size_t>(count), false};
    return {0, errno == EAGAIN};
}

} // namespace ganger::os
