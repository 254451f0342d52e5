#include <ganger/core/log_ring.hpp>

#include <algorithm>
#include <bit>
#include <utility>

namespace ganger::core {

namespace {

// Records take at most 3/8 of the bytes' memory, even where sources alternate byte by byte.
constexpr std::size_t bytes_per_record = 128;

} // namespace

LogRing::LogRing(std::size_t capacity)
    : capacity_(std::bit_floor(std::max(capacity, std::size_t{4096}))),
      records_max_(capacity_ / bytes_per_record), bytes_(std::make_unique_for_overwrite<char[]>(capacity_)),
      records_(std::make_unique_for_overwrite<Record[]>(records_max_)) {}

std::uint64_t LogRing::end_of(std::uint64_t number) const {
    return number + 1 == records_end_ ? end_ : record(number + 1).begin;
}

std::size_t LogRing::free() const {
    if (record_count() == records_max_ && !can_drop_a_record()) return 0;
    return capacity_ - static_cast<std::size_t>(end_ - needed_from());
}

void LogRing::forget_before(std::uint64_t position) {
    while (records_begin_ != records_end_ && end_of(records_begin_) <= position) ++records_begin_;
    oldest_ = std::max(oldest_, position);
}

std::uint64_t LogRing::forgotten_by(std::size_t want) const {
    std::uint64_t until = oldest_;
    if (record_count() == records_max_ && can_drop_a_record()) until = end_of(records_begin_);
    want = std::min(want, free());
    return std::max(until, end_ + want > capacity_ ? end_ + want - capacity_ : 0);
}

std::span<const std::span<char>> LogRing::room(std::size_t want) {
    const auto until = forgotten_by(want);
    want = std::min(want, free());
    if (want == 0) return {};
    if (until > oldest_ || record_count() == records_max_) forget_before(until);
    const auto at = static_cast<std::size_t>(end_ & (capacity_ - 1));
    const std::size_t first = std::min(want, capacity_ - at);
    room_[0] = {bytes_.get() + at, first};
    room_[1] = {bytes_.get(), want - first};
    return {room_.data(), first < want ? std::size_t{2} : std::size_t{1}};
}

void LogRing::add_record(const LogMark& mark, bool begins_line, bool sealed) {
    records_[records_end_ & (records_max_ - 1)] = {
        end_,        mark.order, mark.time.time_since_epoch().count(), mark.source, mark.number,
        begins_line, sealed};
    ++records_end_;
}

std::size_t LogRing::line_in_room(std::size_t count) const {
    for (std::size_t i = 0; i < count; ++i)
        if (bytes_[static_cast<std::size_t>((end_ + i) & (capacity_ - 1))] == '\n') return i + 1;
    return count;
}

void LogRing::append(const LogMark& mark, std::size_t count, bool begins_line) {
    if (count == 0) return;
    // room() leaves place for a record; one that has none left is the rest of what was read at once.
    if (record_count() == 0 || (!(latest_ == mark) && record_count() < records_max_)) {
        add_record(mark, begins_line, false);
        latest_ = mark;
    }
    end_ += count;
}

void LogRing::seal(const LogMark& mark) {
    if (record_count() + 1 >= records_max_) return;
    add_record(mark, false, true);
    latest_ = {}; // nothing is added to it
}

// Who may read into it now is not to find it full.
void LogRing::keep_from(std::uint64_t position) {
    const auto before = std::exchange(kept_from_, position);
    if (position < before && is_short_of_room()) kept_from_ = before;
}

std::string_view LogRing::front(std::size_t most) const {
    const auto at = static_cast<std::size_t>(consumed_ & (capacity_ - 1));
    return {bytes_.get() + at, std::min({most, unconsumed(), capacity_ - at})};
}

bool LogRing::begins_line(const Record& record, std::uint64_t position) const {
    if (position == record.begin) return record.begins_line;
    return position > oldest_ && bytes_[static_cast<std::size_t>((position - 1) & (capacity_ - 1))] == '\n';
}

std::optional<LogPiece> LogRing::at(LogCursor& cursor, const LogCursor& end) const {
    cursor.record = std::max(cursor.record, records_begin_);
    cursor.position = std::max(cursor.position, oldest_);
    for (; cursor.record < std::min(end.record, records_end_); ++cursor.record) {
        const Record& found = record(cursor.record);
        LogPiece piece;
        piece.mark = {found.source, found.number, found.order, Wall(Wall::duration(found.time))};
        piece.sealed = found.sealed;
        if (found.sealed) return piece;
        const std::uint64_t until = std::min(end_of(cursor.record), end.position);
        if (cursor.position < until) {
            const auto at = static_cast<std::size_t>(cursor.position & (capacity_ - 1));
            piece.bytes = {bytes_.get() + at,
                           std::min(static_cast<std::size_t>(until - cursor.position), capacity_ - at)};
            piece.begins_line = begins_line(found, cursor.position);
            return piece;
        }
        // The last one may still grow.
        if (cursor.position < end_of(cursor.record) || cursor.record + 1 == records_end_) return std::nullopt;
    }
    return std::nullopt;
}

void LogRing::pass(LogCursor& cursor, const LogPiece& piece, std::size_t count) {
    if (piece.sealed) ++cursor.record;
    cursor.position += count;
}

} // namespace ganger::core
