#include "stream_judge.hpp"

#include "stream_json.hpp"
#include "stream_raw.hpp"

#include <ganger/core/line_format.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>

namespace ganger::sim {

using namespace core;

namespace {

constexpr std::string_view reset = "\x1b[0m";
constexpr std::array<std::string_view, 2> erases{"\r\x1b[K", "\r\x1b[J"}; // of one row, of several
constexpr std::string_view replacement = "\xef\xbf\xbd";

struct Expected {
    std::string text;
    bool newline = true; // false: the last one before an end, without newline
};

// A line as it was shown, put together from its parts.
struct Shown {
    std::string text;
    bool whole = false;
    std::size_t at = 0; // the line of the output in which it ended
};

struct SourceCase {
    const PipeEnd* pipe = nullptr;
    std::vector<Expected> expected;
    std::size_t before_end = 0; // so many of them are the leader's
    std::vector<Shown> shown;
    std::optional<std::string> begun; // parts that end in a mark
    std::size_t begun_at = 0;
};

struct Told {
    std::string text;
    std::size_t at = 0;
};

void split(std::string_view bytes, std::vector<Expected>& lines, bool utf8) {
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        const auto text = std::string(bytes.substr(0, end));
        lines.push_back({utf8 ? valid_utf8(text) : text, end != bytes.npos});
        if (end == bytes.npos) return;
        bytes.remove_prefix(end + 1);
    }
}

std::string_view without_suffix(std::string_view text, std::string_view suffix) {
    return text.ends_with(suffix) ? text.substr(0, text.size() - suffix.size()) : text;
}

// What a sink that gave up in the middle of a mark has of it.
std::string_view without_part_of(std::string_view text, std::string_view mark) {
    for (std::size_t length = mark.size(); length > 0; --length)
        if (text.ends_with(mark.substr(0, length))) return text.substr(0, text.size() - length);
    return text;
}

// Each byte that is no UTF-8 became three. No source writes U+FFFD itself.
std::size_t size_in_source(std::string_view text) {
    std::size_t size = text.size();
    for (auto at = text.find(replacement); at != text.npos; at = text.find(replacement, at + 1)) size -= 2;
    return size;
}

LineFormat names_only(const Evidence& evidence) {
    LineFormat format;
    format.name_width = evidence.format.name_width;
    return format;
}

class Case {
  public:
    explicit Case(const Evidence& evidence) : evidence_{evidence} {
        for (const PipeEnd& pipe : evidence.pipes) {
            SourceCase& source = sources_[prefix_of(names_only(evidence), pipe.shown_as)];
            source.pipe = &pipe;
            const std::string_view read = pipe.read;
            const auto last = std::min(pipe.complete.value_or(read.size()), read.size());
            split(read.substr(0, last), source.expected, json());
            source.before_end = source.expected.size();
            split(read.substr(last), source.expected, json());
        }
    }

    std::string verdict() {
        read_sink();
        match_own();
        if (!evidence_.format.terminal)
            for (auto& [prefix, source] : sources_) match(source);
        check_counts();
        return complaint_;
    }

  private:
    void complain(std::string text) {
        if (complaint_.empty()) complaint_ = std::move(text);
    }

    void read_sink() {
        std::string_view rest = evidence_.sink;
        for (std::size_t at = 0; !rest.empty(); ++at) {
            const auto end = rest.find('\n');
            if (end == rest.npos) {
                torn_end(rest, at);
                return;
            }
            read_line(rest.substr(0, end), at);
            rest.remove_prefix(end + 1);
        }
    }

    bool json() const { return evidence_.format.log_format == LogFormat::json; }

    // As `plain` would show it.
    std::string without_stamp(std::string_view line) {
        const LineFormat& format = evidence_.format;
        if (json()) return plain_of(line, names_only(evidence_), complaint_);
        if (format.colors) line.remove_prefix(std::min(line.size(), line.find('m') + 1));
        const auto stamp = stamp_text(format.timestamps, {}).size();
        if (stamp > 0) line.remove_prefix(std::min(line.size(), stamp + 1));
        std::string plain(line);
        const auto at = plain.find(reset);
        if (format.colors && at != plain.npos) plain.erase(at, reset.size());
        return plain;
    }

    // What stands in a line of a terminal at last.
    static std::string_view after_erasing(std::string_view line) {
        for (const auto erase : erases)
            if (const auto erased = line.rfind(erase); erased != line.npos)
                line.remove_prefix(erased + erase.size());
        if (line.starts_with(reset)) line.remove_prefix(reset.size());
        return line;
    }

    void read_line(std::string_view line, std::size_t at) {
        if (evidence_.format.terminal) line = after_erasing(line);
        const std::string plain = without_stamp(line);
        line = plain;
        const auto own = prefix_of(names_only(evidence_), "ganger");
        if (line.starts_with(own)) {
            line.remove_prefix(own.size());
            if (line.starts_with("dropped ")) {
                read_notice(line);
            } else {
                told_.push_back({std::string(line), at});
            }
            return;
        }
        if (evidence_.format.terminal) return; // its text is another one
        const auto found = sources_.find(std::string(line.substr(0, own.size())));
        if (found == sources_.end()) return complain(fmt::format("line {} has no prefix: '{}'", at, line));
        read_part(found->second, line.substr(own.size()), at);
    }

    void read_part(SourceCase& source, std::string_view text, std::size_t at) {
        const bool continues = text.starts_with(continued_mark);
        if (continues) {
            text.remove_prefix(continued_mark.size());
            if (!source.begun) complain(fmt::format("line {} continues nothing", at));
        } else if (source.begun) {
            source.shown.push_back(
                {*source.begun, false, source.begun_at}); // its rest was dropped, or it had none
            source.begun.reset();
        }
        const auto uncut = without_suffix(text, cut_mark);
        if (size_in_source(uncut) > evidence_.max_line) complain(fmt::format("line {} is too long", at));
        std::string joined = source.begun.value_or("") + std::string(uncut);
        if (uncut.size() != text.size()) {
            source.begun = std::move(joined);
            source.begun_at = at;
        } else {
            source.shown.push_back({std::move(joined), true, at});
            source.begun.reset();
        }
    }

    // The sink's last line has no end: it may have been left at any byte.
    void torn_end(std::string_view line, std::size_t at) {
        if (evidence_.sink_took_all) complain("the last line has no end");
        if (evidence_.format.terminal) return;
        if (json()) { // a record is written when its last byte is
            if (line.ends_with("\"cut\":true}}")) read_line(line, at); // its newline is a mark
            return;
        }
        if (line.size() < prefix_of(evidence_.format, "ganger", "\x1b[36m").size()) return;
        const std::string plain = without_stamp(line);
        line = plain;
        const auto width = prefix_of(names_only(evidence_), "ganger").size();
        if (line.size() <= width) return;
        const auto found = sources_.find(std::string(line.substr(0, width)));
        if (found == sources_.end()) return;
        SourceCase& source = found->second;
        line.remove_prefix(width);
        if (line.starts_with(continued_mark)) {
            line.remove_prefix(continued_mark.size());
        } else if (continued_mark.starts_with(line)) {
            return;
        } else if (source.begun) {
            source.shown.push_back({*source.begun, false, source.begun_at});
            source.begun.reset();
        }
        source.begun = source.begun.value_or("") + std::string(without_part_of(line, cut_mark));
        source.begun_at = at;
    }

    void read_notice(std::string_view text) {
        const std::string words(text);
        const char* at = words.c_str() + 8;
        char* end = nullptr;
        const auto first = std::strtoull(at, &end, 10);
        const auto bytes = words.find(" (");
        if (bytes != words.npos) {
            noticed_.dropped_lines += first;
            noticed_.dropped += std::strtoull(words.c_str() + bytes + 2, nullptr, 10);
            const auto own = words.find(" and ");
            if (own != words.npos)
                noticed_.dropped_own_lines += std::strtoull(words.c_str() + own + 5, nullptr, 10);
        } else {
            noticed_.dropped_own_lines += first;
        }
    }

    bool clean() const {
        return evidence_.counts.dropped == 0 && evidence_.counts.dropped_lines == 0 &&
               evidence_.counts.dropped_own_lines == 0;
    }

    void match_own() {
        std::size_t next = 0;
        for (const Told& told : told_) {
            while (next < evidence_.own.size() && evidence_.own[next].text != told.text) ++next;
            if (next == evidence_.own.size())
                return complain(fmt::format("own line '{}' out of order", told.text));
            if (evidence_.own[next].after) ends_.emplace_back(*evidence_.own[next].after, told.at);
            ++next;
        }
        const auto missing = evidence_.own.size() - told_.size() - evidence_.own_aside;
        const auto most = evidence_.counts.dropped_own_lines;
        // A notice that is lost itself counts as one.
        const bool exact = evidence_.sink_took_all ? missing == most : missing <= most;
        if (!exact) complain(fmt::format("{} own lines missing, {} counted", missing, most));
    }

    void match(SourceCase& source) {
        if (source.begun) source.shown.push_back({*source.begun, false, source.begun_at});
        std::size_t next = 0;
        for (const Shown& shown : source.shown) {
            while (next < source.expected.size() && !fits(source.expected[next], shown)) ++next;
            if (next == source.expected.size())
                return complain(fmt::format("{} never wrote '{}'", source.pipe->shown_as, shown.text));
            const Expected& line = source.expected[next];
            written_ += size_in_source(shown.text) + (shown.whole && line.newline ? 1 : 0);
            if (shown.whole) ++whole_;
            if (shown.whole && !clean() && in_both_ways(source, shown.text)) ++ends_unclear_;
            if (!shown.whole && !line.newline && line.text == shown.text) ++unclear_;
            check_end(source, next, shown.at);
            ++next;
        }
        lines_ += source.expected.size();
        if (clean() && source.shown.size() != source.expected.size())
            complain(fmt::format("{} wrote {} lines, {} are shown", source.pipe->shown_as,
                                 source.expected.size(), source.shown.size()));
    }

    // With and without newline: where something was dropped, it cannot be known which of them is shown.
    static bool in_both_ways(const SourceCase& source, const std::string& text) {
        const auto written = [&](bool newline) {
            return std::any_of(source.expected.begin(), source.expected.end(), [&](const Expected& line) {
                return line.newline == newline && line.text == text;
            });
        };
        return written(true) && written(false);
    }

    static bool fits(const Expected& line, const Shown& shown) {
        return shown.whole ? line.text == shown.text : line.text.starts_with(shown.text);
    }

    // What the leader said comes before the line about its end.
    void check_end(const SourceCase& source, std::size_t number, std::size_t at) {
        if (number >= source.before_end) return;
        if (!clean() && source.expected[number].text.find(':') == std::string::npos) return; // not told apart
        for (const auto& [ended, told_at] : ends_)
            if (ended == launch_of(source.pipe->source) && told_at < at)
                complain(
                    fmt::format("{} is told to have ended before its last words", source.pipe->shown_as));
    }

    void check_counts() {
        const StreamCounts& counts = evidence_.counts;
        if (counts.held != 0) complain(fmt::format("{} bytes are still held", counts.held));
        if (!evidence_.format.terminal) check_written();
        if (noticed_.dropped > counts.dropped || noticed_.dropped_lines > counts.dropped_lines)
            complain("more was said to be dropped than was");
        const bool said = noticed_.dropped == counts.dropped &&
                          noticed_.dropped_lines == counts.dropped_lines &&
                          noticed_.dropped_own_lines == counts.dropped_own_lines;
        if (evidence_.sink_took_all && !said)
            complain(fmt::format("{} lines, {} bytes dropped; {}, {} said", counts.dropped_lines,
                                 counts.dropped, noticed_.dropped_lines, noticed_.dropped));
    }

    void check_written() {
        const StreamCounts& counts = evidence_.counts;
        if (counts.written + ends_unclear_ < written_ || written_ + ends_unclear_ < counts.written)
            complain(fmt::format("{} bytes counted as written, the sink has {}", counts.written, written_));
        const auto without_end = lines_ - whole_;
        if (counts.dropped_lines > without_end || counts.dropped_lines + unclear_ < without_end)
            complain(fmt::format("{} lines counted as dropped, {} have no end", counts.dropped_lines,
                                 without_end));
    }

    const Evidence& evidence_;
    std::map<std::string, SourceCase> sources_;
    std::vector<Told> told_;
    std::vector<std::pair<LaunchId, std::size_t>> ends_; // own lines that waited, and where they stand
    StreamCounts noticed_;
    std::uint64_t written_ = 0;
    std::uint64_t lines_ = 0;
    std::uint64_t whole_ = 0;
    std::uint64_t unclear_ = 0;
    std::uint64_t ends_unclear_ = 0;
    std::string complaint_;
};

} // namespace

std::string judge(const Evidence& evidence) {
    if (evidence.format.log_format == LogFormat::raw) return judge_raw(evidence);
    return Case{evidence}.verdict();
}

} // namespace ganger::sim
