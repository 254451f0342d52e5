#include <ganger/core/log_ring.hpp>

#include <algorithm>
#include <bit>

namespace ganger::core {

namespace {

// Records take at most 3/8 of the bytes' memory, even where sources alternate byte by byte.
constexpr std::size_t bytes_per_record = 64;

} // namespace

LogRing::LogRing(std::size_t capacity)
    : capacity_(std::bit_floor(std::max(capacity, std::size_t{4096}))),
      records_max_(capacity_ / bytes_per_record), bytes_(std::make_unique_for_overwrite<char[]>(capacity_)),
      records_(std::make_unique_for_overwrite<Record[]>(records_max_)) {}

std::uint64_t LogRing::end_of(std::uint64_t number) const {
    return number + 1 == records_end_ ? end_ : record(number + 1).begin;
}

std::size_t LogRing::free() const {
    if (record_count() == records_max_ && end_of(records_begin_) > consumed_) return 0;
    return capacity_ - unconsumed();
}

void LogRing::forget_before(std::uint64_t position) {
    while (records_begin_ != records_end_ && end_of(records_begin_) <= position) ++records_begin_;
    oldest_ = std::max(oldest_, position);
}

std::span<const std::span<char>> LogRing::room(std::size_t want) {
    if (record_count() == records_max_ && end_of(records_begin_) <= consumed_)
        forget_before(end_of(records_begin_));
    want = std::min(want, free());
    if (want == 0) return {};
    if (end_ + want > oldest_ + capacity_) forget_before(end_ + want - capacity_);
    const auto at = static_cast<std::size_t>(end_ & (capacity_ - 1));
    const std::size_t first = std::min(want, capacity_ - at);
    room_[0] = {bytes_.get() + at, first};
    room_[1] = {bytes_.get(), want - first};
    return {room_.data(), first < want ? std::size_t{2} : std::size_t{1}};
}

void LogRing::append(SourceId source, std::size_t count) {
    if (count == 0) return;
    if (records_begin_ == records_end_ || record(records_end_ - 1).source != source) {
        records_[records_end_ & (records_max_ - 1)] = {end_, source};
        ++records_end_;
    }
    end_ += count;
}

std::string_view LogRing::front(std::size_t most) const {
    const auto at = static_cast<std::size_t>(consumed_ & (capacity_ - 1));
    return {bytes_.get() + at, std::min({most, unconsumed(), capacity_ - at})};
}

LogPiece LogRing::next(LogCursor& cursor) const {
    LogPiece piece;
    if (cursor.position < oldest_) {
        piece.missed = oldest_ - cursor.position;
        cursor.position = oldest_;
    }
    if (cursor.position >= end_) return piece;
    std::uint64_t low = records_begin_;
    for (std::uint64_t high = records_end_; high - low > 1;) {
        const std::uint64_t middle = low + (high - low) / 2;
        (record(middle).begin <= cursor.position ? low : high) = middle;
    }
    const auto at = static_cast<std::size_t>(cursor.position & (capacity_ - 1));
    const auto left = static_cast<std::size_t>(end_of(low) - cursor.position);
    piece.source = record(low).source;
    piece.bytes = {bytes_.get() + at, std::min(left, capacity_ - at)};
    cursor.position += piece.bytes.size();
    return piece;
}

} // namespace ganger::core
