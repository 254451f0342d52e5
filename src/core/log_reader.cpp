#include <ganger/core/log_reader.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace ganger::core {

namespace {

constexpr LogCursor no_end{std::numeric_limits<std::uint64_t>::max(),
                           std::numeric_limits<std::uint64_t>::max()};
constexpr unsigned topic_shift = 8;

} // namespace

std::uint32_t own_kind(Level level, Topic topic) {
    return static_cast<std::uint32_t>(level) | static_cast<std::uint32_t>(topic) << topic_shift;
}

LogReader::LogReader(LogHistory& history, LogQuery query) : history_(history), query_(std::move(query)) {
    add_places();
    if (query_.lines) skip_to_the_last(*query_.lines);
    history_.add(*this);
}

LogReader::~LogReader() {
    history_.remove(*this);
}

// What begins to run later has its ring later.
void LogReader::add_places() {
    while (places_.size() < history_.rings().size()) {
        const auto& [type, ring] = history_.rings()[places_.size()];
        Place& place = places_.emplace_back();
        place.ring = ring.get();
        place.type = type;
        place.cursor = ring->oldest();
        place.end = query_.follow ? no_end : ring->end();
        select(place);
    }
}

void LogReader::select(Place& place) const {
    place.wanted = query_.names.empty();
    for (const std::string& name : query_.names) {
        const auto dot = std::min(name.find('.'), name.size());
        if (std::string_view(name).substr(0, dot) != place.type) continue;
        if (dot == name.size()) {
            place.wanted = true;
            place.numbers.clear();
            return;
        }
        place.wanted = true;
        place.numbers.push_back(instance_number(name));
    }
}

bool LogReader::wants(const Place& place, const LogMark& mark) const {
    return place.numbers.empty() ||
           std::find(place.numbers.begin(), place.numbers.end(), mark.number) != place.numbers.end();
}

void LogReader::skip_to_the_last(std::size_t lines) {
    if (lines == 0) {
        for (Place& place : places_) place.cursor = place.ring->newest();
        return;
    }
    const auto begin = places_;
    std::size_t count = 0;
    while (next()) ++count;
    std::copy(begin.begin(), begin.end(), places_.begin()); // in place: what is open points at them
    open_.clear();
    current_ = nullptr;
    ended_ = false;
    for (; count > lines; --count) next();
}

// Stays in one place as long as nobody else has written in between.
LogReader::Place* LogReader::earliest() {
    const auto order = piece_.mark.order;
    if (current_ != nullptr) {
        const auto piece = current_->ring->at(current_->cursor, current_->end);
        if (piece && piece->mark.order == order) {
            piece_ = *piece;
            return current_;
        }
    }
    current_ = nullptr;
    for (Place& place : places_) {
        if (!place.wanted) continue;
        const auto piece = place.ring->at(place.cursor, place.end);
        if (!piece || (current_ != nullptr && piece->mark.order >= piece_.mark.order)) continue;
        current_ = &place;
        piece_ = *piece;
    }
    return current_;
}

std::optional<LogLine> LogReader::next() {
    if (query_.follow) add_places();
    while (Place* place = earliest())
        if (auto line = take(*place, piece_)) return line;
    if (query_.follow && !history_.ended()) return std::nullopt;
    while (!open_.empty())
        if (auto line = close_line(open_.begin()->first)) return line;
    ended_ = true;
    return std::nullopt;
}

std::optional<LogLine> LogReader::take(Place& place, const LogPiece& piece) {
    if (wants(place, piece.mark)) {
        if (!piece.sealed) return take_text(place, piece);
        LogRing::pass(place.cursor, piece, 0);
        return close_line(piece.mark.source);
    }
    LogRing::pass(place.cursor, piece, piece.bytes.size());
    return std::nullopt;
}

// The line that the piece goes on with, if it has begun before.
LogReader::Open* LogReader::open_line(const Place& place, const LogPiece& piece) {
    const auto found = open_.find(piece.mark.source);
    if (found != open_.end()) return &found->second;
    if (piece.begins_line || place.line_begins_at == place.cursor) return nullptr;
    Open& open = open_[piece.mark.source];
    open.place = &place;
    open.mark = piece.mark;
    open.fate = Fate::not_ours; // it began before we did
    return &open;
}

std::optional<LogLine> LogReader::take_text(Place& place, const LogPiece& piece) {
    Open* open = open_line(place, piece);
    const std::size_t left = query_.max_line - (open != nullptr ? open->text.size() : 0);
    const auto newline = piece.bytes.substr(0, left + 1).find('\n');
    if (newline != std::string_view::npos) {
        LogRing::pass(place.cursor, piece, newline + 1);
        place.line_begins_at = place.cursor;
        const auto text = piece.bytes.substr(0, newline);
        if (open == nullptr) return line_of(place, piece.mark, text);
        if (open->fate == Fate::kept) open->text += text;
        return close_line(piece.mark.source);
    }
    if (open == nullptr) {
        open = &open_[piece.mark.source];
        open->place = &place;
        open->mark = piece.mark;
    }
    const std::size_t count = std::min(piece.bytes.size(), left);
    LogRing::pass(place.cursor, piece, count);
    if (open->fate != Fate::kept) return std::nullopt;
    open->text += piece.bytes.substr(0, count);
    if (piece.bytes.size() <= left) return std::nullopt;
    text_ = std::exchange(open->text, {});
    auto line = line_of(place, open->mark, text_);
    const bool continued = std::exchange(open->continued, true);
    if (line) {
        line->continued = continued;
        line->cut = true;
    }
    return line;
}

std::optional<LogLine> LogReader::close_line(SourceId source) {
    const auto found = open_.find(source);
    if (found == open_.end()) return std::nullopt;
    const Open open = std::move(found->second);
    open_.erase(found);
    if (open.fate == Fate::lost) ++lost_;
    if (open.fate != Fate::kept) return std::nullopt;
    text_ = open.text;
    auto line = line_of(*open.place, open.mark, text_);
    if (line) line->continued = open.continued;
    return line;
}

std::optional<LogLine> LogReader::line_of(const Place& place, const LogMark& mark,
                                          std::string_view text) const {
    if (query_.since && mark.time < *query_.since) return std::nullopt;
    LogLine line;
    line.time = mark.time;
    line.order = mark.order;
    line.source = mark.source;
    line.type = place.type;
    line.text = text;
    if (mark.source == own_source) {
        line.level = static_cast<Level>(mark.number & ((1U << topic_shift) - 1));
        line.topic = static_cast<Topic>(mark.number >> topic_shift);
    } else {
        line.instance = mark.number;
        line.stream = stream_of(mark.source);
    }
    return line;
}

std::uint64_t LogReader::take_lost() {
    return std::exchange(lost_, 0);
}

std::uint64_t LogReader::waited_for_from(const LogRing& ring) const {
    if (!waited_for_) return LogRing::kept_by_nobody;
    for (const Place& place : places_)
        if (place.ring == &ring) return place.wanted ? place.cursor.position : LogRing::kept_by_nobody;
    return 0; // it has not come there yet
}

void LogReader::lose(const LogRing& ring, std::uint64_t until) {
    if (query_.follow) add_places();
    for (Place& place : places_) {
        if (place.ring != &ring || !place.wanted || place.cursor.position > until) continue;
        current_ = nullptr;
        const LogCursor end{place.end.record, std::min(until, place.end.position)};
        while (const auto piece = ring.at(place.cursor, end)) {
            if (wants(place, piece->mark)) lose(place, *piece);
            LogRing::pass(place.cursor, *piece, piece->bytes.size());
            if (piece->bytes.ends_with('\n')) place.line_begins_at = place.cursor;
        }
    }
}

// A line is lost when its end is.
void LogReader::lose(const Place& place, const LogPiece& piece) {
    if (Open* open = open_line(place, piece)) {
        const auto newline = piece.bytes.find('\n');
        if (open->fate == Fate::kept) {
            open->fate = Fate::lost;
            open->text.clear();
        }
        if (newline == std::string_view::npos && !piece.sealed) return;
        close_line(piece.mark.source);
        if (piece.sealed) return;
        LogPiece rest = piece;
        rest.bytes.remove_prefix(newline + 1);
        rest.begins_line = true;
        return lose(place, rest);
    }
    lost_ += static_cast<std::uint64_t>(std::count(piece.bytes.begin(), piece.bytes.end(), '\n'));
    if (piece.bytes.empty() || piece.bytes.back() == '\n') return;
    Open& open = open_[piece.mark.source];
    open.place = &place;
    open.mark = piece.mark;
    open.fate = Fate::lost;
}

} // namespace ganger::core
