// One reader of the history: the last lines of some or all types in the order in which they were read, then,
// if it follows, what comes. It holds up nobody, unless it is waited for: what is overwritten before it came
// there is counted, to the line.
#pragma once

#include <ganger/core/line_format.hpp>
#include <ganger/core/log_history.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

struct LogQuery {
    std::optional<std::size_t> lines = 100; // of the history; none: all there are
    bool follow = false;
    std::vector<std::string> names{}; // "web", "web.1", "ganger"; none: all
    std::optional<Wall> since{};
    std::size_t max_line = part_size;
};

struct LogLine {
    Wall time;                  // when it began
    std::string_view type;      // own_type: it is ganger's own
    std::uint32_t instance = 0; // of ganger's own lines: 0
    Stream stream = Stream::both;
    Level level = Level::info;   // of those
    Topic topic = Topic::notice; // and this
    std::string_view text;       // without newline
    bool continued = false;      // an earlier part has come before
    bool cut = false;            // another part comes
    std::uint64_t order = 0;     // over all rings, as they were begun
    SourceId source{};           // of one launch
};

// What a line of ganger's own is, as a mark holds it.
std::uint32_t own_kind(Level level, Topic topic);

class LogReader {
  public:
    // The history outlives it.
    LogReader(LogHistory& history, LogQuery query);
    ~LogReader();
    LogReader(const LogReader&) = delete;
    LogReader& operator=(const LogReader&) = delete;

    // Nothing: none now, or ended(). Valid until the next call, or until something is read into the history.
    std::optional<LogLine> next();
    bool ended() const { return ended_; }

    // Lines that were lost before the one that next() gave last.
    std::uint64_t take_lost();

    // The history keeps what it has not read: whoever writes waits for it then. Else it holds up nobody.
    void be_waited_for(bool waited_for) { waited_for_ = waited_for; }
    // Of the history: from which position on that is so.
    std::uint64_t waited_for_from(const LogRing& ring) const;

    // Of the history: what lies before `until` is about to be overwritten.
    void lose(const LogRing& ring, std::uint64_t until);

  private:
    struct Place {
        const LogRing* ring = nullptr;
        std::string_view type;
        bool wanted = false;
        std::vector<std::uint32_t> numbers; // only these instances; none: all
        LogCursor cursor;
        LogCursor end;
        LogCursor line_begins_at; // the ring may have forgotten the newline before it
    };
    enum class Fate : std::uint8_t { kept, lost, not_ours };
    struct Open { // a line that has begun
        const Place* place = nullptr;
        LogMark mark;
        std::string text;
        Fate fate = Fate::kept;
        bool continued = false;
    };

    void add_places();
    void select(Place& place) const;
    bool wants(const Place& place, const LogMark& mark) const;
    void skip_to_the_last(std::size_t lines);
    Place* earliest();
    std::optional<LogLine> take(Place& place, const LogPiece& piece);
    std::optional<LogLine> take_text(Place& place, const LogPiece& piece);
    Open* open_line(const Place& place, const LogPiece& piece);
    std::optional<LogLine> close_line(SourceId source);
    std::optional<LogLine> line_of(const Place& place, const LogMark& mark, std::string_view text) const;
    void lose(const Place& place, const LogPiece& piece);

    LogHistory& history_;
    LogQuery query_;
    std::deque<Place> places_; // one for each ring
    Place* current_ = nullptr;
    LogPiece piece_; // the next one of the current place
    std::map<SourceId, Open> open_;
    std::string text_;
    std::uint64_t lost_ = 0;
    bool ended_ = false;
    bool waited_for_ = false;
};

} // namespace ganger::core
