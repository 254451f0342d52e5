#include "terminal_text.hpp"

#include <algorithm>

namespace ganger::core {

namespace {

constexpr std::size_t longest_sequence = 64;
constexpr std::size_t longest_colors = 256;
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

void TerminalText::write(std::string_view bytes, std::string_view prefix, std::string& out) {
    for (const char c : bytes) {
        if (c == '\n') {
            out += end();
            out += c;
        } else {
            put(c, prefix, out);
        }
    }
    drawn_ = drawn_ || (!out.empty() && out.back() != '\n');
}

std::string_view TerminalText::end() {
    const bool colored = !colors_.empty();
    *this = {};
    return colored ? reset : std::string_view{};
}

void TerminalText::put(char c, std::string_view prefix, std::string& out) {
    if (c == '\x1b') {
        in_ = in_ == In::string ? In::string_escape : In::escape;
        return;
    }
    switch (in_) {
    case In::text:
        return put_text(c, prefix, out);
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
        return put_text(c, prefix, out);
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
            if (returned_) go_back(prefix, out);
            out += '\xc2';
            put_text(c, prefix, out);
        }
        return;
    }
}

void TerminalText::put_text(char c, std::string_view prefix, std::string& out) {
    if (c == '\r') {
        returned_ = true;
    } else if (c == '\xc2') {
        in_ = In::c2;
    } else if (c == '\a' || !is_control(c)) {
        if (returned_) go_back(prefix, out);
        out += c;
    }
}

void TerminalText::end_csi(char final, std::string& out) {
    in_ = In::text;
    if (final != 'm' || sequence_.size() >= longest_sequence) return;
    if (sequence_.find_first_not_of("0123456789;:") != std::string::npos) return;
    const std::string color = "\x1b[" + sequence_ + 'm';
    out += color;
    if (sequence_.find_first_not_of("0;") == std::string::npos)
        colors_.clear();
    else if (colors_.size() + color.size() <= longest_colors)
        colors_ += color;
    else
        colors_ = color;
}

void TerminalText::go_back(std::string_view prefix, std::string& out) {
    returned_ = false;
    out.clear();
    if (drawn_) {
        out += "\r\x1b[K\x1b[0m";
        out += prefix;
    }
    out += colors_;
}

} // namespace ganger::core
