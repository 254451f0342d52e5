// From the rings to the foreground sink: the order in which things were read, formatted when the sink asks
// for more, and what is dropped on the way.
#pragma once

#include "line_writer.hpp"
#include "output_buffer.hpp"
#include "stream_source.hpp"

#include <ganger/core/aside.hpp>
#include <ganger/core/line_format.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganger::core {

class Foreground {
  public:
    Foreground(std::size_t max_line, const LineFormat& format);

    void name(Source& source, std::string_view name, std::string_view color) {
        writer_.name(source.line, name, color, stream_of(source.id));
    }

    // `count` bytes of this source were appended to its ring.
    void push(Source& source, std::size_t count, const Time& time);
    // Its line is complete, with or without newline.
    void push_seal(Source& source);
    // The same, and nothing more comes: it is in take_gone() once all of it is formatted.
    void push_end(Source& source);
    // A line of ganger's own. Dropped and counted when too many wait for the sink.
    void say(const Told& told, const Time& time);
    void resize(TerminalSize size) { writer_.resize(size); }
    bool has_answers() const { return !answers_.empty(); }
    std::vector<AnswerQuery> take_answers() { return std::exchange(answers_, {}); }
    void drop_own(std::uint64_t lines) { drop({.own_lines = lines}); }
    // They stay in a pipe that is closed.
    void drop_unread(std::uint64_t bytes) { drop({.unread = bytes}); }

    // Of what is to be written; `ahead` bytes are formatted at most, but for the end of a line.
    std::string_view output(std::size_t ahead);
    void take(std::size_t count);

    // Nothing waits for the sink (an unfinished line may wait for its end).
    bool idle() const;
    // When the first unfinished line began (or one that has been finished since).
    Deadline first_partial() const { return first_partial_; }
    // Shows those that began at this time or before.
    void show_partials(SourceTable& sources, Monotonic begun_until);

    // Formats what is read, so that idle() is true if there is nothing to write in it.
    void fill() { fill(most_ahead); }

    // From now on everything of `sources` is dropped, until the sink takes something again. Own lines are
    // kept.
    void begin_dropping(SourceTable& sources);
    // For good.
    void drop_all(SourceTable& sources);
    bool dropping() const { return mode_ != Mode::writing; }
    bool dead() const { return mode_ == Mode::dead; }

    // Where the format leaves no place for it in the stream.
    Aside& aside() { return aside_; }
    // The last of what was dropped, aside.
    void report_dropped();
    // The same, where that is no place for it.
    std::optional<std::string> take_last_notice();

    std::vector<Source*> take_gone();

    std::uint64_t formatted() const { return formatted_; }
    std::uint64_t written() const { return written_; }
    const Dropped& dropped() const { return dropped_; }
    std::size_t held_in_output() const { return buffer_.source_bytes(); }

  private:
    enum class Mode { writing, dropping, dead };
    enum class What : std::uint32_t { bytes, show, seal, end };
    struct Entry {
        Source* source = nullptr;
        std::uint32_t count = 0;
        What what{};
        Stamp stamp;
    };

    static constexpr std::size_t most_ahead = std::size_t{256} << 10;

    void fill(std::size_t ahead);
    bool raw() const { return format_.log_format == LogFormat::raw; }
    bool queue_empty() const { return first_ == last_; }
    Entry& entry(std::uint64_t number) { return queue_[number & (queue_.size() - 1)]; }
    void enqueue(const Entry& next);
    void perform(Source& source, What what);
    void format_bytes(Entry& next, std::size_t ahead);
    void discard(Source& source, std::size_t count);
    void drop_lines(SourceTable& sources);
    void drop_queue();
    void discard_own(std::size_t count);
    void drop(const Dropped& lost);
    void collect_answers(Source& source);
    void collect_dropped() { drop(writer_.take_dropped()); }
    void append_notice();

    Stamp stamp_of(const Time& time) const;

    std::string own_line(Level level, Topic topic, std::string_view text, const Stamp& stamp) const;

    LineFormat format_;
    Stamp latest_;
    Monotonic latest_push_{};
    Aside aside_;
    OutputBuffer buffer_;
    LineWriter writer_;
    std::vector<Entry> queue_;
    std::uint64_t first_ = 0;
    std::uint64_t last_ = 0;
    LogRing own_ring_;
    Source own_;
    Line notice_line_;
    Deadline first_partial_;
    Mode mode_ = Mode::writing;
    std::uint64_t formatted_ = 0;
    std::uint64_t written_ = 0;
    Dropped dropped_;
    Dropped unreported_;
    Dropped notice_; // what the notice at the end of the buffer says, while the sink has not taken it
    std::size_t notice_size_ = 0;
    std::vector<Source*> gone_;
    std::vector<AnswerQuery> answers_;
};

} // namespace ganger::core
