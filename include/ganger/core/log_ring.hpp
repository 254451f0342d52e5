// The output of one process type: circular bytes, and a record for each run that one source wrote. What the
// foreground has not consumed is never overwritten; what it has consumed stays as history until new output
// needs the place. Readers of the history are cursors: they hold up nobody, and learn how many bytes they
// missed.
#pragma once

#include <ganger/core/stream_event.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace ganger::core {

// A place in a ring, counted in bytes since its beginning.
struct LogCursor {
    std::uint64_t position = 0;
};

// What one source wrote in one run, as far as it lies in one piece. `missed` bytes before it were overwritten
// unread.
struct LogPiece {
    SourceId source{};
    std::string_view bytes;
    std::uint64_t missed = 0;
};

class LogRing {
  public:
    // Rounded down to a power of two. The memory is not touched before it is written.
    explicit LogRing(std::size_t capacity);

    std::size_t capacity() const { return capacity_; }

    // How much can be read in without overwriting what the foreground has still to consume.
    std::size_t free() const;

    // Where to put at most `want` bytes, not above free(): one or two pieces. Forgets the history that lies
    // there.
    std::span<const std::span<char>> room(std::size_t want);

    // `count` bytes of this source are in room().
    void append(SourceId source, std::size_t count);

    // What the foreground consumes next: at most `most` bytes, in one piece.
    std::string_view front(std::size_t most) const;
    void consume(std::size_t count) { consumed_ += count; }
    std::size_t unconsumed() const { return static_cast<std::size_t>(end_ - consumed_); }

    LogCursor oldest() const { return {oldest_}; }
    LogCursor newest() const { return {end_}; }

    // The next piece of the history, without bytes where there is none; moves the cursor behind it.
    LogPiece next(LogCursor& cursor) const;

  private:
    struct Record { // no initialisers: the array is not to be touched
        std::uint64_t begin;
        SourceId source;
    };

    std::size_t record_count() const { return static_cast<std::size_t>(records_end_ - records_begin_); }
    const Record& record(std::uint64_t number) const { return records_[number & (records_max_ - 1)]; }
    std::uint64_t end_of(std::uint64_t number) const;
    void forget_before(std::uint64_t position);

    std::size_t capacity_;
    std::size_t records_max_;
    std::unique_ptr<char[]> bytes_;
    std::unique_ptr<Record[]> records_;
    std::uint64_t oldest_ = 0;
    std::uint64_t consumed_ = 0;
    std::uint64_t end_ = 0;
    std::uint64_t records_begin_ = 0;
    std::uint64_t records_end_ = 0;
    std::array<std::span<char>, 2> room_;
};

} // namespace ganger::core
