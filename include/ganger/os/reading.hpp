// Reading from a non-blocking descriptor into pieces of memory.
#pragma once

#include <ganger/os/fd.hpp>

#include <cstddef>
#include <span>

namespace ganger::os {

struct ReadOutcome {
    std::size_t count = 0;
    bool again = false; // nothing there now; otherwise a count of 0 is the end: of the file, or by an error
};

// At most two pieces. EINTR is retried; EIO of a terminal whose other side closed is the end.
ReadOutcome read_into(const Fd& fd, std::span<const std::span<char>> pieces);

} // namespace ganger::os
