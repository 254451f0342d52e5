#include "source_life.hpp"

#include <algorithm>

namespace ganger::core {

std::size_t SourceLife::pending() const {
    const auto* last = std::get_if<LastWords>(&state_);
    return last ? last->pending : 0;
}

bool SourceLife::leader_ended(std::size_t pending, bool in_line, Monotonic now, const LifeTimes& times) {
    if (pending == 0) return words_are_read(in_line, now + times.drain, now, times);
    state_ = LastWords{pending, now + times.drain};
    return false;
}

bool SourceLife::words_are_read(bool in_line, Monotonic cut_at, Monotonic now, const LifeTimes& times) {
    if (in_line) {
        state_ = LastLine{now + times.pause, cut_at};
    } else {
        state_ = HeldOpen{cut_at};
    }
    return !in_line;
}

std::size_t SourceLife::next_part(const LogRing& ring, std::size_t count) const {
    if (const auto* last = std::get_if<LastWords>(&state_)) return std::min(last->pending, count);
    if (std::holds_alternative<LastLine>(state_)) return ring.line_in_room(count);
    return count;
}

bool SourceLife::read(std::size_t count, bool in_line, Monotonic now, const LifeTimes& times) {
    if (auto* last = std::get_if<LastWords>(&state_)) {
        last->pending -= std::min(last->pending, count);
        return last->pending == 0 && words_are_read(in_line, last->cut_at, now, times);
    }
    if (const auto* line = std::get_if<LastLine>(&state_))
        return words_are_read(in_line, line->cut_at, now, times);
    return false;
}

void SourceLife::hold_open(Monotonic until) {
    if (speaking()) state_ = HeldOpen{until};
}

void SourceLife::resumed(Monotonic now, const LifeTimes& times) {
    if (!std::holds_alternative<HeldOpen>(state_)) wait_again(times.pause, now, times);
}

Deadline SourceLife::due() const {
    if (const auto* last = std::get_if<LastWords>(&state_)) return last->cut_at;
    if (const auto* line = std::get_if<LastLine>(&state_)) return std::min(line->pause_at, line->cut_at);
    if (const auto* held = std::get_if<HeldOpen>(&state_)) return held->cut_at;
    return {};
}

SourceLife::Late SourceLife::look(bool blocked, Monotonic now, const LifeTimes& times) {
    const Deadline due = this->due();
    if (!due || now < *due) return Late::nobody;
    if (blocked || now - *due > times.drain) {
        wait_again(blocked ? times.drain : times.pause, now, times);
        return Late::nobody;
    }
    const auto* line = std::get_if<LastLine>(&state_);
    if (!line || now >= line->cut_at) return Late::pipe;
    state_ = HeldOpen{line->cut_at};
    return Late::line;
}

void SourceLife::wait_again(Duration pause, Monotonic now, const LifeTimes& times) {
    const Monotonic cut_at = now + times.drain;
    if (auto* last = std::get_if<LastWords>(&state_)) last->cut_at = cut_at;
    if (auto* line = std::get_if<LastLine>(&state_)) *line = {now + pause, cut_at};
    if (auto* held = std::get_if<HeldOpen>(&state_)) held->cut_at = cut_at;
}

} // namespace ganger::core
