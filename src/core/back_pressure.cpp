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
// A ring with less room is full.
constexpr std::size_t smallest_room = 4 * kib;
constexpr std::size_t most_formatted = 256 * kib;
constexpr std::size_t most_in_pipe = 1024 * kib;
constexpr std::size_t most_read_ahead = 2048 * kib;
constexpr std::size_t smallest_share = 1 * kib;

std::size_t largest_read_of(const Source& source) {
    return source.wide ? wide_pipe : largest_read;
}

// A read leaves history: it takes at most a quarter of the ring.
std::size_t largest_read_into(const LogRing& ring) {
    return ring.capacity() / 4;
}

bool full(const LogRing& ring) {
    return ring.free() < smallest_room;
}

} // namespace

// Of what the sink drains in time half lies in it and a quarter is formatted; the rest is for all of them.
std::size_t BackPressure::share(const Source& source) const {
    const std::size_t ahead = gauge_.ahead();
    const std::size_t others = std::min(ahead / 2, most_in_pipe) + std::min(ahead / 4, most_formatted);
    const std::size_t all = std::min(ahead - others, most_read_ahead);
    return std::clamp(all / std::max<std::size_t>(open_, 1), smallest_share, largest_read_of(source));
}

std::size_t BackPressure::formatted_ahead() const {
    return behind_ || gauge_.is_pipe() ? std::min(gauge_.ahead() / 4, most_formatted) : most_formatted;
}

std::size_t BackPressure::allowance(const Source& source) const {
    if (source.closed() || source.blocked) return 0;
    const std::size_t most = behind_            ? share(source) / 2
                             : gauge_.is_pipe() ? share(source)
                                                : largest_read_of(source);
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
    } else if (behind_ && source.ahead > share(source) / 2) {
        block(source);
    }
}

void BackPressure::sink_refused(Monotonic now, SourceTable& sources) {
    gauge_.refused(now);
    fall_behind(now, sources);
}

void BackPressure::sink_took(std::size_t count, Monotonic now, SourceTable& sources) {
    progress_ = now;
    gauge_.took(count, now);
    if (gauge_.look_at()) fall_behind(now, sources);
}

void BackPressure::sink_holds(std::size_t bytes, Monotonic now, SourceTable& sources) {
    if (gauge_.holds(bytes, now)) progress_ = now;
    if (gauge_.look_at()) fall_behind(now, sources);
}

void BackPressure::fall_behind(Monotonic now, SourceTable& sources) {
    if (behind_) return;
    behind_ = true;
    progress_ = now;
    sources.each([&](Source& source) {
        if (source.ahead > share(source) / 2) block(source);
    });
}

bool BackPressure::has_room(const Source& source) const {
    const LogRing& ring = *source.ring;
    if (ring.free() < ring.capacity() / 4) return false;
    return !behind_ || source.ahead <= share(source) / 2;
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
