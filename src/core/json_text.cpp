#include <ganger/core/json_text.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace ganger::core {

namespace {

constexpr std::size_t block = 16;

// Of a byte or of a block of them, without branches. As a signed number what is not ASCII is negative.
using Bytes __attribute__((vector_size(block))) = signed char;
constexpr auto is_escaped = [](auto c) { return ((c < 0x20) & (c >= 0)) | (c == '"') | (c == '\\'); };
constexpr auto is_not_ascii = [](auto c) { return c < 0; };
constexpr auto is_either = [](auto c) { return (c < 0x20) | (c == '"') | (c == '\\'); };

Bytes block_at(const char* at) {
    Bytes bytes;
    std::memcpy(&bytes, at, block);
    return bytes;
}

bool any_of(const Bytes& found) {
    std::array<std::uint64_t, 2> halves{};
    std::memcpy(halves.data(), &found, block);
    return (halves[0] | halves[1]) != 0;
}

template <class Is>
bool is_one(Is is, char c) {
    return is(static_cast<signed char>(c)) != 0;
}

// In blocks, the last of which reaches back.
template <class Is>
bool has_any(std::string_view text, Is is) {
    if (text.size() < block)
        return std::any_of(text.begin(), text.end(), [is](char c) { return is_one(is, c); });
    const char* const last = text.data() + text.size() - block;
    Bytes found = is(block_at(last));
    for (const char* at = text.data(); at < last; at += block) found |= is(block_at(at));
    return any_of(found);
}

// Appends what stands before the first of these, and gives what is left.
template <class Is>
std::string_view append_before(std::string& out, std::string_view text, Is is) {
    std::size_t at = 0;
    while (at + block <= text.size() && !any_of(is(block_at(text.data() + at)))) at += block;
    while (at < text.size() && !is_one(is, text[at])) ++at;
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
        out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    }
}

void append_escaped(std::string& out, std::string_view text) {
    while (!(text = append_before(out, text, is_escaped)).empty()) {
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
            out += fmt::format("\\u{:04x}", static_cast<unsigned char>(rest[1]));
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
    return !has_any(text, is_not_ascii);
}

bool goes_as_it_is(std::string_view text) {
    return !has_any(text, is_either);
}

void append_json_utf8(std::string& out, std::string_view text) {
    while (!(text = append_before(out, text, is_not_ascii)).empty()) {
        const auto end =
            std::find_if(text.begin(), text.end(), [](char c) { return !is_one(is_not_ascii, c); });
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
