#include "text_scan.hpp"

#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <cstdint>

namespace ganger::core {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

Diagnostic encoding_warning(const std::string& file, std::string message) {
    return {file, 1, 1, Severity::warning, Code::encoding, std::move(message)};
}

void append_utf8(std::string& out, std::uint32_t point) {
    const auto byte = [&](std::uint32_t value) {
        out += static_cast<char>(static_cast<unsigned char>(value));
    };
    const auto tail = [&](unsigned shift) { byte(0x80 | ((point >> shift) & 0x3F)); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xC0 | (point >> 6));
        tail(0);
    } else if (point < 0x10000) {
        byte(0xE0 | (point >> 12));
        tail(6);
        tail(0);
    } else {
        byte(0xF0 | (point >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
}

enum class ByteOrder { little, big };

std::string from_utf16(std::string_view bytes, ByteOrder order) {
    const auto unit = [&](std::size_t at) {
        const auto first = static_cast<unsigned char>(bytes[at]);
        const auto second = static_cast<unsigned char>(bytes[at + 1]);
        return static_cast<std::uint32_t>(order == ByteOrder::little ? first | second << 8
                                                                     : first << 8 | second);
    };
    std::string out;
    out.reserve(bytes.size());
    std::size_t at = 0;
    while (at + 1 < bytes.size()) {
        const auto lead = unit(at);
        at += 2;
        if (lead < 0xD800 || lead > 0xDFFF) {
            append_utf8(out, lead);
            continue;
        }
        const auto trail = lead < 0xDC00 && at + 1 < bytes.size() ? unit(at) : 0;
        if (trail < 0xDC00 || trail > 0xDFFF) {
            out += replacement;
            continue;
        }
        at += 2;
        append_utf8(out, 0x10000 + ((lead - 0xD800) << 10) + (trail - 0xDC00));
    }
    if (at < bytes.size()) out += replacement;
    return out;
}

std::string without_cr_before_lf(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto end = text.find("\r\n", at);
        out += text.substr(at, end - at);
        if (end == std::string_view::npos) break;
        at = end + 1;
    }
    return out;
}

struct Sequence {
    std::size_t length;
    bool valid;
};

// The sequence that begins at `at`: a whole character, or as much of one as is well begun (Unicode 15, table
// 3-7).
Sequence utf8_sequence(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
    const auto lead = byte(at);
    if (lead < 0x80) return {1, true};
    if (lead < 0xC2 || lead > 0xF4) return {1, false};
    const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    unsigned low = 0x80;
    unsigned high = 0xBF;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
    for (std::size_t index = 1; index < length; ++index) {
        if (at + index >= text.size() || byte(at + index) < low || byte(at + index) > high)
            return {index, false};
        low = 0x80;
        high = 0xBF;
    }
    return {length, true};
}

} // namespace

Decoded decode(std::string_view bytes, const std::string& file) {
    if (bytes.starts_with("\xEF\xBB\xBF")) {
        return {without_cr_before_lf(bytes.substr(3)),
                {encoding_warning(file, "byte order mark of UTF-8; save the file as UTF-8 without it")}};
    }
    if (bytes.starts_with("\xFF\xFE")) {
        return {without_cr_before_lf(from_utf16(bytes.substr(2), ByteOrder::little)),
                {encoding_warning(file, "UTF-16LE; other tools cannot read it: save the file as UTF-8")}};
    }
    if (bytes.starts_with("\xFE\xFF")) {
        return {without_cr_before_lf(from_utf16(bytes.substr(2), ByteOrder::big)),
                {encoding_warning(file, "UTF-16BE; other tools cannot read it: save the file as UTF-8")}};
    }
    return {without_cr_before_lf(bytes), {}};
}

std::string valid_utf8(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        const auto [length, valid] = utf8_sequence(bytes, at);
        out += valid ? bytes.substr(at, length) : replacement;
        at += length;
    }
    return out;
}

std::string in_quotes(std::string_view text) {
    constexpr std::size_t longest = 60;
    std::string out = "'";
    std::size_t at = 0;
    while (at < text.size() && at < longest) {
        const auto [length, valid] = utf8_sequence(text, at);
        const auto byte = static_cast<unsigned char>(text[at]);
        // C1 controls (U+0080 to U+009F) begin escape sequences on some terminals.
        const bool control = byte < 0x20 || byte == 0x7F ||
                             (byte == 0xC2 && static_cast<unsigned char>(text[at + length - 1]) < 0xA0);
        if (valid && !control) {
            out += text.substr(at, length);
        } else {
            for (const char c : text.substr(at, length))
                out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        }
        at += length;
    }
    out += at < text.size() ? "…'" : "'";
    return out;
}

std::optional<Diagnostic> nul_error(std::string_view text, const std::string& file) {
    const auto at = text.find('\0');
    if (at == std::string_view::npos) return std::nullopt;
    const auto before = text.substr(0, at);
    const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
    const auto column = at - (before.rfind('\n') + 1) + 1; // npos + 1 is 0
    return Diagnostic{
        file, line, column, Severity::error, Code::nul, "NUL byte: not a text file, or not saved as UTF-8"};
}

} // namespace ganger::core
