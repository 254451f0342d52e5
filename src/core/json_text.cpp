#include <ganger/core/json_text.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace ganger::core {

namespace {

constexpr std::size_t block = 16;

// Without branches, so that the compiler makes vectors of bytes of it. As a signed number what is not ASCII
// is negative.
constexpr bool is_escaped(char c) {
    return (static_cast<std::uint8_t>(c) < 0x20) | (c == '"') | (c == '\\');
}
constexpr bool is_not_ascii(char c) {
    return static_cast<std::int8_t>(c) < 0;
}
constexpr bool is_either(char c) {
    return (static_cast<std::int8_t>(c) < 0x20) | (c == '"') | (c == '\\');
}

template <auto is>
bool has_any(const char* bytes, std::size_t count) {
    std::uint8_t any = 0;
    for (std::size_t i = 0; i < count; ++i) any = static_cast<std::uint8_t>(any | (is(bytes[i]) ? 0xff : 0));
    return any != 0;
}

// In blocks, the last of which reaches back.
template <auto is>
bool has_any(std::string_view text) {
    if (text.size() < block) return has_any<is>(text.data(), text.size());
    return has_any<is>(text.data(), text.size() / block * block) ||
           has_any<is>(text.data() + text.size() - block, block);
}

// Appends what stands before the first of these, and gives what is left.
template <auto is>
std::string_view append_before(std::string& out, std::string_view text) {
    std::size_t at = 0;
    while (at + block <= text.size() && !has_any<is>(text.data() + at, block)) at += block;
    while (at < text.size() && !is(text[at])) ++at;
    out += text.substr(0, at);
    return text.substr(at);
}

void append_escape(std::string& out, char c) {
    switch (c) {
    case '"':
        out += "\\\"";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    }
}

void append_escaped(std::string& out, std::string_view text) {
    while (!(text = append_before<is_escaped>(out, text)).empty()) {
        append_escape(out, text.front());
        text.remove_prefix(1);
    }
}

// U+0080 to U+009F, U+2028 and U+2029 are within strings only; so an escape means the same. Some readers take
// them for the end of a line, and some terminals for the beginning of a sequence.
void append_not_ascii(std::string& out, std::string_view text) {
    const std::string valid = valid_utf8(text);
    for (std::size_t i = 0; i < valid.size(); ++i) {
        const std::string_view rest = std::string_view(valid).substr(i, 3);
        if (rest[0] == '\xc2' && static_cast<unsigned char>(rest[1]) < 0xa0) {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(rest[1]));
            i += 1;
        } else if (rest == "\u2028" || rest == "\u2029") {
            out += rest == "\u2028" ? "\\u2028" : "\\u2029";
            i += 2;
        } else {
            out += rest[0];
        }
    }
}

} // namespace

bool is_ascii(std::string_view text) {
    return !has_any<is_not_ascii>(text);
}

bool goes_as_it_is(std::string_view text) {
    return !has_any<is_either>(text);
}

void append_json_utf8(std::string& out, std::string_view text) {
    while (!(text = append_before<is_not_ascii>(out, text)).empty()) {
        const auto end = std::find_if_not(text.begin(), text.end(), is_not_ascii);
        const auto count = static_cast<std::size_t>(end - text.begin());
        append_not_ascii(out, text.substr(0, count));
        text.remove_prefix(count);
    }
}

void append_json_text(std::string& out, std::string_view text) {
    if (is_ascii(text)) return append_escaped(out, text);
    std::string escaped;
    append_escaped(escaped, text);
    append_json_utf8(out, escaped);
}

} // namespace ganger::core
