#include <ganger/core/log_history.hpp>
#include <ganger/core/log_reader.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

namespace ganger::core {

namespace {

constexpr std::size_t smallest_ring = std::size_t{64} << 10;
constexpr std::size_t own_ring = std::size_t{256} << 10;

} // namespace

std::uint32_t instance_number(std::string_view name) {
    const auto dot = std::min(name.rfind('.'), name.size() - 1);
    std::uint32_t number = 0;
    std::from_chars(name.data() + dot + 1, name.data() + name.size(), number);
    return number;
}

LogHistory::LogHistory(std::size_t ring_bytes, std::size_t rings_total, std::size_t types)
    : ring_bytes_(
          std::max(std::min(ring_bytes, rings_total / std::max<std::size_t>(types, 1)), smallest_ring)) {
    rings_.push_back({std::string(own_type), std::make_unique<LogRing>(own_ring)});
}

LogRing& LogHistory::ring_of(const std::string& type) {
    const auto found = std::find_if(rings_.begin() + 1, rings_.end(),
                                    [&](const TypeRing& each) { return each.type == type; });
    if (found != rings_.end()) return *found->ring;
    return *rings_.emplace_back(TypeRing{type, std::make_unique<LogRing>(ring_bytes_)}).ring;
}

// Whoever has written last goes on in the same place of the order.
LogMark LogHistory::mark(SourceId source, std::uint32_t number, const Time& time) {
    if (source == own_source || std::exchange(latest_, source) != source) ++order_;
    latest_ = source;
    return {source, number, order_, std::chrono::floor<std::chrono::milliseconds>(time.wall)};
}

std::span<const std::span<char>> LogHistory::room(LogRing& ring, std::size_t want) {
    if (!readers_.empty()) {
        const auto until = ring.forgotten_by(want);
        if (until > ring.oldest().position)
            for (LogReader* reader : readers_) reader->lose(ring, until);
    }
    return ring.room(want);
}

void LogHistory::append(LogRing& ring, Speaker& speaker, std::size_t count, const Time& time) {
    if (count == 0) return;
    ring.append(mark(speaker.source, speaker.number, time), count, !speaker.in_line);
    speaker.in_line = ring.last_byte() != '\n';
}

void LogHistory::seal(LogRing& ring, Speaker& speaker, const Time& time) {
    if (!std::exchange(speaker.in_line, false)) return;
    room(ring, 1); // for its record
    ring.seal(mark(speaker.source, speaker.number, time));
}

void LogHistory::say(Level level, Topic topic, std::string_view text, const Time& time) {
    LogRing& ring = *rings_.front().ring;
    ring.consume(ring.unconsumed()); // no sink takes from it
    std::string line = std::string(text.substr(0, ring.capacity() / 4)) + "\n";
    std::string_view rest = line;
    for (std::span<char> piece : room(ring, line.size())) {
        std::copy_n(rest.data(), piece.size(), piece.data());
        rest.remove_prefix(piece.size());
    }
    ring.append(mark(own_source, own_kind(level, topic), time), line.size(), true);
}

bool LogHistory::keep_what_is_waited_for() {
    bool made_room = false;
    for (auto each = rings_.begin() + 1; each != rings_.end(); ++each) {
        auto from = LogRing::kept_by_nobody;
        for (const LogReader* reader : readers_) from = std::min(from, reader->waited_for_from(*each->ring));
        const bool was_short = each->ring->is_short_of_room();
        each->ring->keep_from(from);
        made_room = made_room || (was_short && !each->ring->is_short_of_room());
    }
    return made_room;
}

void LogHistory::remove(LogReader& reader) {
    readers_.erase(std::remove(readers_.begin(), readers_.end(), &reader), readers_.end());
}

} // namespace ganger::core
