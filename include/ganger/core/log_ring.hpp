// The output of one process type: circular bytes, and a record for each run that one source wrote at one
// time. What the foreground has not consumed is never overwritten; what it has consumed stays as history
// until new output needs the place. Readers of the history are cursors: they hold up nobody.
#pragma once

#include <ganger/core/stream_event.hpp>
#include <ganger/core/time.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace ganger::core {

// A place in a ring.
struct LogCursor {
    std::uint64_t record = 0;   // since its beginning
    std::uint64_t position = 0; // in bytes since its beginning

    bool operator==(const LogCursor&) const = default;
};

// Whose bytes, and when they were read.
struct LogMark {
    SourceId source{};
    std::uint32_t number = 0; // of the instance; of ganger's own lines: what they are
    std::uint64_t order = 0;  // grows over all rings, as things were read
    Wall time;                // to the millisecond

    bool operator==(const LogMark&) const = default;
};

// What one source wrote in one run, as far as it lies in one piece.
struct LogPiece {
    LogMark mark;
    std::string_view bytes;
    bool begins_line = false;
    bool sealed = false; // no bytes: the line that the source has begun is complete
};

class LogRing {
  public:
    static constexpr auto kept_by_nobody = std::numeric_limits<std::uint64_t>::max();

    // Rounded down to a power of two. The memory is not touched before it is written.
    explicit LogRing(std::size_t capacity);

    std::size_t capacity() const { return capacity_; }

    // How much can be read in without overwriting what the foreground has still to consume.
    std::size_t free() const;

    // Where to put at most `want` bytes, not above free(): one or two pieces. Forgets the history that lies
    // there.
    std::span<const std::span<char>> room(std::size_t want);

    // Up to which position room(want) would forget.
    std::uint64_t forgotten_by(std::size_t want) const;

    // `count` bytes are in room(): how many of them end the first line, or all.
    std::size_t line_in_room(std::size_t count) const;

    // These are to be kept.
    void append(const LogMark& mark, std::size_t count, bool begins_line);
    // The line that this source has begun is complete. Not kept where there is no place for a record.
    void seal(const LogMark& mark);

    // What the foreground consumes next: at most `most` bytes, in one piece.
    std::string_view front(std::size_t most) const;
    void consume(std::size_t count) { consumed_ += count; }
    // Nor is what lies behind this position to be overwritten: somebody else is waited for, once he is near.
    void keep_from(std::uint64_t position);
    bool is_short_of_room() const { return free() < capacity_ / 4; }
    std::size_t unconsumed() const { return static_cast<std::size_t>(end_ - consumed_); }

    LogCursor oldest() const { return {records_begin_, oldest_}; }
    // Where a cursor stands that has seen everything: the last record may still grow.
    LogCursor newest() const { return {std::max<std::uint64_t>(records_end_, 1) - 1, end_}; }
    // What is not known today lies behind it.
    LogCursor end() const { return {records_end_, end_}; }
    char last_byte() const { return bytes_[static_cast<std::size_t>((end_ - 1) & (capacity_ - 1))]; }

    // The next piece of the history that lies before `end`. Valid until room() is called.
    std::optional<LogPiece> at(LogCursor& cursor, const LogCursor& end) const;
    // Moves the cursor by so many of its bytes, or over its seal.
    static void pass(LogCursor& cursor, const LogPiece& piece, std::size_t count);

  private:
    struct Record { // no initialisers: the array is not to be touched
        std::uint64_t begin;
        std::uint64_t order;
        std::int64_t time;
        SourceId source;
        std::uint32_t number;
        bool begins_line;
        bool sealed;
    };

    std::size_t record_count() const { return static_cast<std::size_t>(records_end_ - records_begin_); }
    const Record& record(std::uint64_t number) const { return records_[number & (records_max_ - 1)]; }
    void add_record(const LogMark& mark, bool begins_line, bool sealed);
    std::uint64_t needed_from() const { return std::max(oldest_, std::min(consumed_, kept_from_)); }
    bool can_drop_a_record() const { return end_of(records_begin_) <= needed_from(); }
    std::uint64_t end_of(std::uint64_t number) const;
    bool begins_line(const Record& record, std::uint64_t position) const;
    void forget_before(std::uint64_t position);

    std::size_t capacity_;
    std::size_t records_max_;
    std::unique_ptr<char[]> bytes_;
    std::unique_ptr<Record[]> records_;
    std::uint64_t oldest_ = 0;
    std::uint64_t consumed_ = 0;
    std::uint64_t kept_from_ = kept_by_nobody;
    std::uint64_t end_ = 0;
    std::uint64_t records_begin_ = 0;
    std::uint64_t records_end_ = 0;
    LogMark latest_; // of the last record
    std::array<std::span<char>, 2> room_;
};

} // namespace ganger::core
