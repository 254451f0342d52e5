#include "terminal_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ganger::core {

namespace {

constexpr std::size_t longest_sequence = 64;
constexpr std::size_t longest_colors = 256;
constexpr std::size_t most_answers = 1024;
constexpr std::size_t most_columns = 10000;
constexpr std::string_view reset = "\x1b[0m";

unsigned number_of(char c) {
    return static_cast<unsigned char>(c);
}

bool between(char c, unsigned first, unsigned last) {
    return number_of(c) >= first && number_of(c) <= last;
}

// The first byte of a C1 control character in UTF-8 is one, too.
bool is_control(char c) {
    const unsigned n = number_of(c);
    return (n < 0x20 && n != '\n' && n != '\t') || n == 0x7f || n == 0xc2;
}

// "0;31": whatever was set before is gone.
bool resets_first(std::string_view sequence) {
    return sequence.starts_with("0;") || sequence.starts_with(';');
}

// The first of its numbers, 0 where it has none.
std::size_t number_in(std::string_view sequence) {
    std::size_t number = 0;
    for (const char c : sequence) {
        if (c < '0' || c > '9') break;
        number = std::min<std::size_t>(10 * number + number_of(c) - '0', most_columns);
    }
    return number;
}

} // namespace

std::size_t first_control(std::string_view bytes) {
    constexpr std::size_t block = 64;
    std::size_t at = 0;
    for (; at + block <= bytes.size(); at += block) {
        unsigned any = 0;
        for (std::size_t i = 0; i < block; ++i) any |= is_control(bytes[at + i]) ? 1U : 0U;
        if (any != 0) break;
    }
    while (at < bytes.size() && !is_control(bytes[at])) ++at;
    return at;
}

bool has_text(std::string_view shown) {
    for (std::size_t at = 0; at < shown.size(); ++at) {
        if (shown[at] == '\x1b') {
            ++at; // [
            while (at + 1 < shown.size() && !between(shown[at + 1], 0x40, 0x7e)) ++at;
            ++at;
        } else if (number_of(shown[at]) >= 0x20) {
            return true;
        }
    }
    return false;
}

void TerminalText::write(std::string_view bytes, const Frame& frame, std::string& out) {
    frame_ = frame;
    const bool ends = !bytes.empty() && bytes.back() == '\n';
    for (const char c : bytes.substr(0, bytes.size() - (ends ? 1 : 0))) put(c, out);
    if (edited_) edited_->draw(frame, out);
    if (edited_ && !ends) edited_->place_cursor(frame, out);
    drawn_ = drawn_ || !out.empty();
    stands_ = shown_.size();
    if (ends) (out += end()) += '\n';
}

std::string_view TerminalText::end() {
    const bool colored = !colors_.empty() && !edited_;
    auto answers = take_answers();
    *this = {};
    answers_ = std::move(answers);
    return colored ? reset : std::string_view{};
}

void TerminalText::put(char c, std::string& out) {
    if (c == '\x1b') {
        in_ = in_ == In::string ? In::string_escape : In::escape;
        return;
    }
    switch (in_) {
    case In::text:
        return put_text(c, out);
    case In::escape:
        if (c == '[') {
            sequence_.clear();
            in_ = In::csi;
        } else if (std::string_view("]PX^_").find(c) != std::string_view::npos) {
            in_ = In::string;
        } else if (!between(c, 0x20, 0x2f)) { // ESC ( B has one more
            in_ = In::text;
        }
        return;
    case In::csi:
        if (between(c, 0x40, 0x7e)) return end_csi(c, out);
        if (between(c, 0x20, 0x3f)) {
            if (sequence_.size() < longest_sequence) sequence_ += c;
            return;
        }
        in_ = In::text; // it was none
        return put_text(c, out);
    case In::string:
        if (c == '\a') in_ = In::text;
        return;
    case In::string_escape:
        in_ = c == '\\' ? In::text : In::string;
        return;
    case In::c2:
        in_ = In::text;
        if (c == '\x9b') {
            sequence_.clear();
            in_ = In::csi;
        } else if (!between(c, 0x80, 0x9f)) {
            show('\xc2', out);
            put_text(c, out);
        }
        return;
    }
}

void TerminalText::put_text(char c, std::string& out) {
    if (c == '\r') {
        returned_ = true;
    } else if (c == '\b') {
        edit(out).move_left(1);
    } else if (c == '\xc2') {
        in_ = In::c2;
    } else if (c == '\a') {
        out += c;
    } else if (!is_control(c)) {
        show(c, out);
    }
}

void TerminalText::show(char c, std::string& out) {
    if (returned_) edit(out);
    if (edited_ && c == '\t') {
        edited_->move_to_tab_stop();
    } else if (edited_) {
        edited_->put(c, pen_);
    } else {
        out += c;
        shown_ += c;
    }
}

void TerminalText::end_csi(char final, std::string& out) {
    in_ = In::text;
    if (sequence_.size() >= longest_sequence) return;
    if (sequence_.find_first_not_of("0123456789;:") != std::string::npos) return;
    if (final == 'm')
        set_color(out);
    else if (final == 'n' || final == 'c')
        answer(final, out);
    else
        move(final, out);
}

void TerminalText::set_color(std::string& out) {
    const std::string color = "\x1b[" + sequence_ + 'm';
    if (sequence_.find_first_not_of("0;") == std::string::npos)
        colors_.clear();
    else if (resets_first(sequence_) || colors_.size() + color.size() > longest_colors)
        colors_ = color;
    else if (!colors_.ends_with(color))
        colors_ += color;
    if (edited_) {
        pen_ = colors_.empty() ? nullptr : std::make_shared<const std::string>(colors_);
    } else {
        out += color;
        shown_ += color;
    }
}

void TerminalText::move(char final, std::string& out) {
    // What would change nothing at the end of a line that nobody has edited.
    const bool at_end = !edited_ && !returned_;
    const std::size_t number = number_in(sequence_);
    const std::size_t count = std::max<std::size_t>(number, 1);
    switch (final) {
    case 'C':
        return edit(out).move_right(count);
    case 'D':
        return edit(out).move_left(count);
    case 'G':
    case '`':
        return edit(out).move_to(count - 1);
    case 'J':
        if (number == 0 && !at_end) edit(out).erase_to_end();
        return;
    case 'K':
        if (number == 0 && at_end) return;
        return number == 0   ? edit(out).erase_to_end()
               : number == 1 ? edit(out).erase_to_cursor()
                             : edit(out).erase_all();
    case 'P':
        if (!at_end) edit(out).remove(count);
        return;
    case 'X':
        if (!at_end) edit(out).erase(count);
        return;
    case 'S':
        return scroll(out);
    case '@':
        if (!at_end) edit(out).insert(count);
        return;
    default:
        return;
    }
}

// The row is the last one, so what is asked for is a new row.
void TerminalText::scroll(std::string& out) {
    EditedLine& row = edit(out);
    row.draw(frame_, out);
    (out += '\n') += frame_.prefix;
    row.erase_all();
    row.was_drawn_anew();
}

// The row is the last one: that is where the stream is written.
void TerminalText::answer(char final, std::string& out) {
    if (final == 'n' && sequence_ == "6")
        answers_ += fmt::format("\x1b[{};{}R", frame_.size.rows, edit(out).column() + 1);
    else if (final == 'n' && sequence_ == "5")
        answers_ += "\x1b[0n";
    else if (final == 'c' && number_in(sequence_) == 0)
        answers_ += "\x1b[?6c"; // a VT102
    if (answers_.size() > most_answers) answers_.resize(most_answers);
}

// From now on the line is kept as it looks, and drawn as a whole.
EditedLine& TerminalText::edit(std::string& out) {
    if (!edited_) {
        out.clear();
        edited_.emplace();
        const std::string sequence = sequence_;
        colors_.clear();
        const bool returned = std::exchange(returned_, false);
        const std::string shown = std::exchange(shown_, {});
        const auto stands = std::string_view(shown).substr(0, drawn_ ? stands_ : 0);
        for (const char c : stands) put(c, out);
        // A tab of ours leads elsewhere than one of the program's.
        if (drawn_) edited_->was_begun(colors_.empty() && stands.find('\t') == stands.npos);
        for (const char c : shown.substr(stands.size())) put(c, out);
        returned_ = returned;
        sequence_ = sequence;
    }
    if (std::exchange(returned_, false)) edited_->move_to(0);
    return *edited_;
}

} // namespace ganger::core
