#include "output_buffer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace ganger::core {

Dropped& Dropped::operator+=(const Dropped& other) {
    bytes += other.bytes;
    lines += other.lines;
    own_lines += other.own_lines;
    unread += other.unread;
    return *this;
}

Dropped& Dropped::operator-=(const Dropped& other) {
    bytes -= other.bytes;
    lines -= other.lines;
    own_lines -= other.own_lines;
    unread -= other.unread;
    return *this;
}

OutputBuffer::OutputBuffer(std::size_t capacity)
    : data_(std::make_unique_for_overwrite<char[]>(capacity)), capacity_(capacity) {}

bool OutputBuffer::at_line_start() const {
    return empty() ? took_line_end_ : data_[end_ - 1] == '\n';
}

char* OutputBuffer::room(std::size_t count) {
    if (capacity_ - end_ >= count) return data_.get() + end_;
    const std::size_t held = size();
    if (held + count <= capacity_) {
        std::memmove(data_.get(), data_.get() + begin_, held);
    } else {
        const std::size_t larger = std::max(held + count, 2 * capacity_);
        auto data = std::make_unique_for_overwrite<char[]>(larger);
        std::memcpy(data.get(), data_.get() + begin_, held);
        data_ = std::move(data);
        capacity_ = larger;
    }
    begin_ = 0;
    end_ = held;
    return data_.get() + end_;
}

void OutputBuffer::add(Piece piece, std::size_t count, std::size_t source, std::size_t ours) {
    if (count == 0) return;
    const bool line_start = at_line_start();
    end_ += count;
    source += std::exchange(unshown_, 0);
    if (first_span_ < spans_.size() && piece != Piece::shaped) {
        Span& last = spans_.back();
        // A prefix is found again at a beginning of a line only.
        if (last.piece == piece && last.ours == ours && (ours == 0 || line_start)) {
            last.size += count;
            last.source += source;
            return;
        }
    }
    const auto in_line = static_cast<std::uint32_t>(ours);
    spans_.push_back({count, source, in_line, piece == Piece::framed ? 0 : in_line, piece});
}

void OutputBuffer::add(Piece piece, std::string_view bytes) {
    if (bytes.empty()) return;
    copy_to(room(bytes.size()), bytes);
    add(piece, bytes.size(), 0, 0);
}

void OutputBuffer::add_shaped(std::string_view bytes, std::size_t source) {
    unshown_ += source;
    if (bytes.empty()) return;
    copy_to(room(bytes.size()), bytes);
    add(Piece::shaped, bytes.size(), 0, 0);
}

// Takes `count` bytes off the beginning of a span; gives how many of them are a source's.
std::size_t OutputBuffer::advance(Span& span, const char* at, std::size_t count) {
    span.size -= count;
    if (span.piece == Piece::framed) return advance_framed(span, {at, count});
    if (span.piece != Piece::source) return 0;
    std::size_t source = 0;
    while (count > 0) {
        const std::size_t ours = std::min<std::size_t>(span.lead, count);
        span.lead -= static_cast<std::uint32_t>(ours);
        at += ours;
        count -= ours;
        if (count == 0) break;
        const char* newline = static_cast<const char*>(std::memchr(at, '\n', count));
        const std::size_t text = newline ? static_cast<std::size_t>(newline + 1 - at) : count;
        if (newline) span.lead = span.ours;
        source += text;
        at += text;
        count -= text;
    }
    span.source -= source;
    return source;
}

std::size_t OutputBuffer::advance_framed(Span& span, std::string_view bytes) {
    std::size_t source = 0;
    for (auto end = bytes.find('\n'); end != bytes.npos; end = bytes.find('\n')) {
        source += std::exchange(span.lead, 0) + end + 1 - span.ours;
        bytes.remove_prefix(end + 1);
    }
    span.lead += static_cast<std::uint32_t>(bytes.size());
    span.source -= source;
    return source;
}

std::size_t OutputBuffer::take(std::size_t count) {
    count = std::min(count, size());
    if (count == 0) return 0;
    std::size_t source = 0;
    const char* at = data_.get() + begin_;
    begin_ += count;
    took_line_end_ = data_[begin_ - 1] == '\n';
    while (count > 0) {
        Span& span = spans_[first_span_];
        const std::size_t part = std::min(count, span.size);
        if (part == span.size) {
            source += span.source;
            ++first_span_;
        } else {
            source += advance(span, at, part);
        }
        at += part;
        count -= part;
    }
    if (empty()) begin_ = end_ = 0;
    if (first_span_ == spans_.size() || first_span_ > 64) {
        spans_.erase(spans_.begin(), spans_.begin() + static_cast<std::ptrdiff_t>(first_span_));
        first_span_ = 0;
    }
    return source;
}

void OutputBuffer::retract(std::size_t count) {
    if (count == 0) return;
    end_ -= count;
    spans_.back().size -= count;
    if (spans_.back().size == 0) spans_.pop_back();
}

std::size_t OutputBuffer::rest_of_started_line() const {
    if (took_line_end_ || empty()) return 0;
    const std::string_view bytes = pending();
    const std::size_t newline = bytes.find('\n');
    return newline == bytes.npos ? bytes.size() : newline + 1;
}

Dropped OutputBuffer::dropped(const Span& span, const char* at) {
    if (span.piece == Piece::mark) return {span.source, 0, 0};
    const auto newlines = static_cast<std::uint64_t>(std::count(at, at + span.size, '\n'));
    if (span.piece == Piece::own) return {span.source, 0, newlines};
    return {span.source, newlines, 0};
}

Dropped OutputBuffer::drop_sources() {
    Dropped sum;
    sum.bytes = std::exchange(unshown_, 0);
    std::vector<Span> kept;
    std::size_t keep = rest_of_started_line();
    const char* at = data_.get() + begin_;
    char* to = data_.get();
    const auto keep_bytes = [&](const Span& span) {
        std::memmove(to, at, span.size);
        to += span.size;
        at += span.size;
        kept.push_back(span);
    };
    for (std::size_t i = first_span_; i < spans_.size(); ++i) {
        Span span = spans_[i];
        if (const std::size_t part = std::min(keep, span.size); part > 0) {
            Span first = span;
            first.size = part;
            const bool whole = part == span.size;
            const std::size_t begun = advance(span, at, part);
            first.source = whole ? first.source : begun;
            keep -= part;
            keep_bytes(first);
        }
        if (span.size == 0) continue;
        if (span.piece == Piece::own) {
            keep_bytes(span);
            continue;
        }
        sum += dropped(span, at);
        at += span.size;
    }
    begin_ = 0;
    end_ = static_cast<std::size_t>(to - data_.get());
    spans_ = std::move(kept);
    first_span_ = 0;
    return sum;
}

Dropped OutputBuffer::drop_all() {
    Dropped sum;
    sum.bytes = std::exchange(unshown_, 0);
    const char* at = data_.get() + begin_;
    for (std::size_t i = first_span_; i < spans_.size(); ++i) {
        sum += dropped(spans_[i], at);
        at += spans_[i].size;
    }
    spans_.clear();
    first_span_ = begin_ = end_ = 0;
    return sum;
}

std::size_t OutputBuffer::source_bytes() const {
    std::size_t sum = unshown_;
    for (std::size_t i = first_span_; i < spans_.size(); ++i) sum += spans_[i].source;
    return sum;
}

} // namespace ganger::core
