#include <ganger/core/json_text.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <cstdint>
#include <iterator>

namespace ganger::core {

namespace {

// Written such that the compiler makes vectors of bytes of it.
bool goes_as_it_is(std::string_view text) {
    std::uint8_t other = 0;
    for (const char c : text) {
        const auto n = static_cast<std::uint8_t>(c);
        const auto from_space = static_cast<std::uint8_t>(n - 0x20U);
        const bool escaped = (from_space > 0x5f) | (n == '"') | (n == '\\');
        other = static_cast<std::uint8_t>(other | static_cast<std::uint8_t>(escaped));
    }
    return other == 0;
}

void append_escaped(std::string& out, std::string_view text) {
    for (const char c : text) {
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20)
                fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
            else
                out += c;
        }
    }
}

} // namespace

bool is_ascii(std::string_view text) {
    std::uint8_t all = 0;
    for (const char c : text) all = static_cast<std::uint8_t>(all | static_cast<std::uint8_t>(c));
    return all < 0x80;
}

// U+0080 to U+009F, U+2028 and U+2029 are within strings only; so an escape means the same. Some readers take
// them for the end of a line, and some terminals for the beginning of a sequence.
void append_json_utf8(std::string& out, std::string_view text) {
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

void append_json_text(std::string& out, std::string_view text) {
    if (goes_as_it_is(text)) {
        out += text;
    } else if (is_ascii(text)) {
        append_escaped(out, text);
    } else {
        std::string escaped;
        append_escaped(escaped, text);
        append_json_utf8(out, escaped);
    }
}

} // namespace ganger::core
