#include "back_pressure.hpp"

#include <algorithm>

namespace ganger::core {

namespace {

constexpr std::size_t kib = 1024;
constexpr std::size_t largest_read = 64 * kib;
// Of 64 KiB, as the kernel makes pipes.
constexpr std::size_t full_pipe = 48 * kib;
// What all pipes of a user may take is bounded too (/proc/sys/fs/pipe-user-pages-soft: 64 MiB).
constexpr std::size_t most_wide = 32;
constexpr std::size_t smallest_read = 4 * kib;
// Of all sources together, ahead of a sink that is behind.
constexpr std::size_t ahead_of_sink = 256 * kib;

// A read leaves history: it takes at most a quarter of the ring.
std::size_t largest_read_into(const LogRing& ring) {
    return ring.capacity() / 4;
}

bool full(const LogRing& ring) {
    return ring.free() < smallest_read;
}

} // namespace

std::size_t BackPressure::share() const {
    return std::clamp(ahead_of_sink / std::max<std::size_t>(open_, 1), smallest_read, largest_read);
}

std::size_t BackPressure::allowance(const Source& source) const {
    if (source.closed() || source.blocked) return 0;
    const std::size_t most =
        behind_ ? std::max(share() / 4, smallest_read) : (source.wide ? wide_pipe : largest_read);
    return std::min({most, largest_read_into(*source.ring), source.ring->free()});
}

bool BackPressure::widen(Source& source, std::size_t count) {
    if (source.wide || count < full_pipe || wide_ == most_wide) return false;
    ++wide_;
    return source.wide = true;
}

void BackPressure::check(Source& source, SourceTable& sources) {
    if (full(*source.ring)) {
        const LogRing* ring = source.ring;
        sources.each([&](Source& other) {
            if (other.ring == ring) block(other);
        });
    } else if (behind_ && source.ahead >= share()) {
        block(source);
    }
}

void BackPressure::sink_refused(Monotonic now, SourceTable& sources) {
    if (behind_) return;
    behind_ = true;
    progress_ = now;
    sources.each([&](Source& source) {
        if (source.ahead >= share()) block(source);
    });
}

bool BackPressure::has_room(const Source& source) const {
    const LogRing& ring = *source.ring;
    if (ring.free() < ring.capacity() / 4) return false;
    return !behind_ || source.ahead <= share() / 2;
}

void BackPressure::block(Source& source) {
    if (source.closed() || source.blocked) return;
    source.blocked = true;
    ++blocked_;
}

void BackPressure::unblock(Source& source) {
    if (!source.blocked) return;
    source.blocked = false;
    --blocked_;
}

void BackPressure::closed(Source& source) {
    unblock(source);
    if (source.wide) --wide_;
    --open_;
}

} // namespace ganger::core
