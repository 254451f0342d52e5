#include "line_writer.hpp"

#include "json_line.hpp"

#include <ganger/core/line_format.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

namespace ganger::core {

namespace {

// A carry larger than this is given back after its line: hundreds of sources may each have had a long one.
constexpr std::size_t carry_kept = std::size_t{8} << 10;

std::size_t find_newline(std::string_view bytes, std::size_t within) {
    const std::size_t search = std::min(bytes.size(), within);
    const void* newline = search == 0 ? nullptr : std::memchr(bytes.data(), '\n', search);
    return newline ? static_cast<std::size_t>(static_cast<const char*>(newline) - bytes.data()) : bytes.npos;
}

} // namespace

void LineWriter::name(Line& line, std::string_view name, std::string_view color, Stream stream) const {
    line.name = name;
    line.color = color;
    if (format_.log_format != LogFormat::json) {
        line.prefix = prefix_of(format_, name, color);
    } else if (line.piece == Piece::source) {
        line.source = json_source(name, stream);
        line.end = json_end(line.source);
    }
}

void LineWriter::stamp(Line& line) const {
    if (line.stamp == line.now) return;
    line.stamp = line.now;
    if (format_.log_format != LogFormat::json)
        line.prefix = prefix_of(format_, line.name, line.color, line.stamp);
    else if (makes_records_of(line))
        line.prefix = json_begin(line.stamp);
}

bool LineWriter::passes_as_it_is(const Line& line) const {
    return !format_.terminal || line.piece == Piece::own;
}

std::size_t LineWriter::write(Line& line, std::string_view bytes, std::size_t limit) {
    std::size_t done = 0;
    while (done < bytes.size() && buffer_.size() < limit) {
        const std::string_view rest = bytes.substr(done);
        if (line.carry.empty() && line.in_place == 0) stamp(line);
        if (line.skipping) {
            done += skip(line, rest);
        } else if (makes_records_of(line)) {
            const std::size_t framed = line.begun() ? 0 : write_framed(line, rest, limit);
            done += framed > 0 ? framed : write_record(line, rest);
        } else if (line.begun()) {
            done += write_rest_of_line(line, rest);
        } else {
            const std::size_t clean = passes_as_it_is(line) ? rest.size() : first_control(rest);
            const std::size_t whole = write_whole_lines(line, rest.substr(0, clean), limit);
            done += whole > 0 ? whole : write_rest_of_line(line, rest);
        }
    }
    return done;
}

bool LineWriter::makes_records_of(const Line& line) const {
    return format_.log_format == LogFormat::json && line.piece == Piece::source;
}

// The fast path of records: a run of lines in which nothing is to be changed.
std::size_t LineWriter::write_framed(const Line& line, std::string_view bytes, std::size_t limit) {
    const std::size_t space = limit - buffer_.size();
    const std::size_t ours = line.prefix.size() + json_message.size() + line.end.size();
    char* const start = buffer_.room(space + ours + max_line_);
    char* to = start;
    std::size_t done = 0;
    while (static_cast<std::size_t>(to - start) < space) {
        const std::string_view rest = bytes.substr(done);
        const std::size_t newline = find_newline(rest, max_line_ + 1);
        if (newline == rest.npos || !stands_as_it_is(rest.substr(0, newline))) break;
        to = copy_to(to, line.prefix);
        to = copy_to(to, json_message);
        to = copy_to(to, rest.substr(0, newline));
        to = copy_to(to, line.end);
        done += newline + 1;
    }
    buffer_.add(Piece::framed, static_cast<std::size_t>(to - start), done, ours - 1);
    return done;
}

// Only whole lines, or parts of the longest size.
std::size_t LineWriter::write_record(Line& line, std::string_view bytes) {
    const std::size_t left = max_line_ - line.carry.size();
    const std::size_t newline = find_newline(bytes, left + 1);
    if (newline != bytes.npos) {
        std::string_view text = bytes.substr(0, newline);
        if (!line.carry.empty()) text = line.carry.append(text);
        record(line, text, text.size() + 1, false);
        line.carry.clear();
        end_line(line);
        return newline + 1;
    }
    const bool too_long = bytes.size() > left;
    const std::size_t count = too_long ? left : bytes.size();
    line.carry.append(bytes.substr(0, count));
    if (too_long) {
        const std::size_t whole = whole_characters(line.carry);
        record(line, std::string_view(line.carry).substr(0, whole), whole, true);
        line.carry.erase(0, whole);
        line.continued = true;
    }
    return count;
}

// The newline of a part ends no line of the source.
void LineWriter::record(Line& line, std::string_view text, std::size_t source, bool cut) {
    shaped_.clear();
    append_record(shaped_, text, line.prefix, line.source, {line.continued, cut});
    if (cut) shaped_.pop_back();
    buffer_.add_shaped(shaped_, source);
    if (cut) buffer_.add(Piece::mark, "\n");
}

// The fast path: a run of lines, each copied once behind its prefix, one entry in the buffer's books for all.
std::size_t LineWriter::write_whole_lines(Line& line, std::string_view bytes, std::size_t limit) {
    std::size_t newline = find_newline(bytes, max_line_ + 1);
    if (newline == bytes.npos) return 0;
    close_line_of_other(&line);
    const std::size_t space = limit - buffer_.size();
    const std::size_t prefix = line.prefix.size();
    char* const start = buffer_.room(space + prefix + max_line_ + 1);
    char* to = start;
    std::size_t done = 0;
    do {
        to = copy_to(copy_to(to, line.prefix), bytes.substr(done, newline + 1));
        done += newline + 1;
        if (static_cast<std::size_t>(to - start) >= space) break;
        newline = find_newline(bytes.substr(done), max_line_ + 1);
    } while (newline != bytes.npos);
    const std::size_t source = line.piece == Piece::source ? done : 0;
    buffer_.add(line.piece, static_cast<std::size_t>(to - start), source,
                line.piece == Piece::source ? prefix : 0);
    return done;
}

// Takes bytes up to the end of the line that is begun, to the longest it may be, or all.
std::size_t LineWriter::write_rest_of_line(Line& line, std::string_view bytes) {
    const std::size_t left = max_line_ - std::min(max_line_, line.in_place + line.carry.size());
    const std::size_t newline = find_newline(bytes, left + 1);
    if (newline != bytes.npos) {
        begin_part(line);
        put(line, bytes.substr(0, newline + 1));
        end_line(line);
        return newline + 1;
    }
    if (bytes.size() > left) {
        begin_part(line);
        put(line, bytes.substr(0, left));
        cut(line);
        return left;
    }
    if (open_ == &line) {
        put(line, bytes);
        grow(line, bytes.size());
    } else {
        line.carry.append(bytes);
    }
    return bytes.size();
}

// Puts what is known of the line at the end of the output, unless it stands there.
void LineWriter::begin_part(Line& line) {
    if (open_ == &line) return;
    close_line_of_other(&line);
    const std::size_t source = line.piece == Piece::source ? line.carry.size() : 0;
    if ((line.continued && !adds_nothing()) || !passes_as_it_is(line)) {
        const Piece piece = line.piece == Piece::source ? Piece::mark : Piece::own;
        buffer_.add(piece, line.prefix);
        if (line.continued) buffer_.add(piece, continued_mark);
        if (std::exchange(line.aside, false)) {
            --asides_;
            put_on_terminal(line, line.carry);
        } else {
            put(line, line.carry);
        }
    } else {
        const std::size_t prefix = line.prefix.size();
        copy_to(copy_to(buffer_.room(prefix + line.carry.size()), line.prefix), line.carry);
        buffer_.add(line.piece, prefix + line.carry.size(), source, line.piece == Piece::source ? prefix : 0);
    }
    line.in_place = 0;
    grow(line, line.carry.size());
    line.carry.clear();
    open_ = &line;
}

// Bytes within a line. They join no prefix's span: a prefix is looked for at the beginning of a line only.
void LineWriter::put(Line& line, std::string_view bytes) {
    if (bytes.empty()) return;
    if (!passes_as_it_is(line)) return put_on_terminal(line, bytes);
    copy_to(buffer_.room(bytes.size()), bytes);
    buffer_.add(line.piece, bytes.size(), line.piece == Piece::source ? bytes.size() : 0, 0);
}

Frame LineWriter::frame_of(const Line& line) const {
    return {line.prefix, indent_, size_};
}

void LineWriter::put_on_terminal(Line& line, std::string_view bytes) {
    shaped_.clear();
    line.text.write(bytes, frame_of(line), shaped_);
    line.answers += line.text.take_answers();
    buffer_.add_shaped(shaped_, bytes.size());
}

void LineWriter::cut(Line& line) {
    const Piece piece = line.piece == Piece::source ? Piece::mark : Piece::own;
    if (!adds_nothing()) {
        buffer_.add(piece, line.text.end());
        buffer_.add(piece, cut_mark);
        buffer_.add(piece, "\n");
    }
    line.in_place = 0;
    line.continued = true;
    open_ = nullptr;
}

// A progress bar may go on for hours in one line: what counts is what stands there.
void LineWriter::grow(Line& line, std::size_t count) const {
    line.in_place = line.text.is_edited() ? line.text.size() + 1 : line.in_place + count;
}

void LineWriter::set_aside(Line& line) {
    buffer_.add(Piece::mark, line.text.take_off(frame_of(line)));
    line.aside = true;
    ++asides_;
    open_ = nullptr;
}

// Another one writes. What is edited in place has no use for marks: it will be drawn again.
void LineWriter::give_way(Line& line) {
    line.text.is_edited() ? set_aside(line) : cut(line);
}

void LineWriter::end_line(Line& line) {
    if (line.carry.capacity() > carry_kept) line.carry = {};
    line.in_place = 0;
    line.continued = false;
    if (!passes_as_it_is(line)) line.text = {};
    if (std::exchange(line.aside, false)) --asides_;
    if (open_ == &line) open_ = nullptr;
}

void LineWriter::close_line_of_other(const Line* line) {
    if (adds_nothing()) open_for_good_ = false;
    if (open_for_good_) {
        if (format_.terminal) buffer_.add(Piece::mark, "\x1b[0m");
        buffer_.add(Piece::mark, cut_mark);
        buffer_.add(Piece::mark, "\n");
        open_for_good_ = false;
    }
    if (open_ != nullptr && open_ != line) give_way(*open_);
}

// Colours that are set back behind a newline, a cursor that is shown again: what waits is no line.
bool LineWriter::shows_nothing(const Line& line) const {
    if (line.carry.empty() || passes_as_it_is(line)) return line.carry.empty();
    TerminalText text = line.text;
    std::string shaped;
    text.write(line.carry, frame_of(line), shaped);
    return !has_text(shaped) && text.take_answers().empty();
}

void LineWriter::show(Line& line) {
    if (makes_records_of(line) || open_ == &line) return;
    if (line.aside ? open_ == nullptr || !line.carry.empty() : !shows_nothing(line)) begin_part(line);
}

void LineWriter::seal(Line& line) {
    if (line.skipping) ++dropped_.lines;
    if (makes_records_of(line)) {
        if (line.begun()) record(line, line.carry, line.carry.size(), false);
        line.carry.clear();
    } else if (line.aside || (line.continued && !format_.terminal) || !shows_nothing(line)) {
        begin_part(line);
    } else if (!line.carry.empty()) {
        buffer_.add_shaped({}, line.carry.size());
        line.carry.clear();
    }
    if (open_ == &line && !adds_nothing()) {
        buffer_.add(Piece::mark, line.text.end());
        buffer_.add(line.piece == Piece::source ? Piece::ending : Piece::own, "\n");
    }
    line.skipping = false;
    end_line(line);
}

std::size_t LineWriter::skip(Line& line, std::string_view bytes) {
    const std::size_t newline = find_newline(bytes, bytes.size());
    const std::size_t count = newline == bytes.npos ? bytes.size() : newline + 1;
    discard(line, bytes.substr(0, count));
    return count;
}

void LineWriter::discard(Line& line, std::string_view bytes) {
    if (bytes.empty()) return;
    dropped_.bytes += bytes.size();
    dropped_.lines += static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
    line.skipping = bytes.back() != '\n';
}

void LineWriter::drop(Line& line) {
    if (!line.begun()) return;
    dropped_.bytes += line.carry.size();
    line.carry.clear();
    if (open_ == &line) open_for_good_ = true;
    end_line(line);
    line.skipping = true;
}

void LineWriter::find_line_start() {
    if (buffer_.at_line_start()) open_for_good_ = false;
}

void LineWriter::forget(Line& line) {
    if (open_ == &line) open_ = nullptr;
}

Dropped LineWriter::take_dropped() {
    return std::exchange(dropped_, {});
}

} // namespace ganger::core
