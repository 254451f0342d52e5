// Splits what sources wrote into lines and formats them into the output: whole lines, nothing of another
// source inside a line, a part only where a line is too long or has waited too long. Works on the bytes of a
// chunk in place; only an unfinished line is copied aside.
#pragma once

#include "output_buffer.hpp"
#include "terminal_text.hpp"

#include <ganger/core/line_format.hpp>
#include <ganger/core/stream_event.hpp>
#include <ganger/core/terminal_size.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace ganger::core {

// Where one source stands in its current line.
struct Line {
    Piece piece = Piece::source;
    std::string name;  // "web.1"
    std::string color; // of the name
    std::string prefix;
    std::string source;       // of a record: who wrote it
    std::string end;          // of a record: what follows a text
    Stamp stamp;              // in the prefix: when the line began
    Stamp now;                // of the bytes that come next
    TerminalText text;        // of what stands in place
    std::string answers;      // to what it has asked its terminal
    std::string carry;        // the beginning of the line, not yet in the output
    std::size_t in_place = 0; // how much of the line stands at the end of the output, where it is continued
    bool aside = false;       // it was taken off the terminal, to be drawn again
    bool continued = false;   // an earlier part was cut off with a mark
    bool skipping = false;    // its beginning was dropped, so its rest is too

    bool begun() const { return !carry.empty() || in_place > 0 || continued; }
};

class LineWriter {
  public:
    LineWriter(OutputBuffer& buffer, std::size_t max_line, const LineFormat& format)
        : buffer_(buffer), max_line_(max_line), format_(format), indent_(prefix_width(format)) {}

    void resize(TerminalSize size) { size_ = size; }

    // The first of a source.
    void name(Line& line, std::string_view name, std::string_view color, Stream stream = Stream::both) const;

    // Formats until the buffer holds `limit`; gives how many bytes it has done with.
    std::size_t write(Line& line, std::string_view bytes, std::size_t limit);

    // Shows the unfinished line; it is continued in place as long as nobody else writes.
    void show(Line& line);

    // The line is complete, with or without newline.
    void seal(Line& line);

    // A line that is edited in place waits to be drawn again, and nobody's unfinished line is in its way.
    bool wants_to_draw() const { return asides_ > 0 && open_ == nullptr; }

    // What comes next begins a line.
    void close_line() { close_line_of_other(nullptr); }

    // Drops bytes instead of writing them; drop() what is begun. The rest of a line whose beginning was
    // dropped goes too.
    void discard(Line& line, std::string_view bytes);
    void drop(Line& line);
    // After the buffer has dropped something.
    void find_line_start();

    // A line that is gone is continued nowhere.
    void forget(Line& line);

    Dropped take_dropped();

  private:
    void stamp(Line& line) const;
    bool makes_records_of(const Line& line) const;
    bool adds_nothing() const { return format_.log_format == LogFormat::raw; }
    std::size_t write_framed(const Line& line, std::string_view bytes, std::size_t limit);
    std::size_t write_record(Line& line, std::string_view bytes);
    void record(Line& line, std::string_view text, std::size_t source, bool cut);
    bool passes_as_it_is(const Line& line) const;
    std::size_t write_whole_lines(Line& line, std::string_view bytes, std::size_t limit);
    std::size_t write_rest_of_line(Line& line, std::string_view bytes);
    std::size_t skip(Line& line, std::string_view bytes);
    bool shows_nothing(const Line& line) const;
    void begin_part(Line& line);
    void put(Line& line, std::string_view bytes);
    void put_on_terminal(Line& line, std::string_view bytes);
    void cut(Line& line);
    void set_aside(Line& line);
    void give_way(Line& line);
    Frame frame_of(const Line& line) const;
    void grow(Line& line, std::size_t count) const;
    void close_line_of_other(const Line* line);
    void end_line(Line& line);

    OutputBuffer& buffer_;
    std::size_t max_line_;
    LineFormat format_;
    std::size_t indent_; // of the texts, in columns
    TerminalSize size_;  // of the terminal that the sink is
    std::string shaped_;
    std::size_t asides_ = 0;     // lines that are
    Line* open_ = nullptr;       // whose unfinished line stands at the end of the output
    bool open_for_good_ = false; // one stands there whose rest was dropped
    Dropped dropped_;
};

} // namespace ganger::core
