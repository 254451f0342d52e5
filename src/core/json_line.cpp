#include "json_line.hpp"

#include "json_object.hpp"

#include <ganger/core/text.hpp>
#include <ganger/core/utc_time.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace ganger::core {

namespace {

// Written such that the compiler makes vectors of it.
bool goes_as_it_is(std::string_view text) {
    unsigned other = 0;
    for (const char c : text) {
        const auto n = static_cast<unsigned char>(c);
        other |= static_cast<unsigned>(n - 0x20U > 0x5fU) | static_cast<unsigned>(n == '"') |
                 static_cast<unsigned>(n == '\\');
    }
    return other == 0;
}

bool is_ascii(std::string_view text) {
    unsigned all = 0;
    for (const char c : text) all |= static_cast<unsigned char>(c);
    return all < 0x80;
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

// U+0080 to U+009F, U+2028 and U+2029 are within strings only; so an escape means the same. Some readers take
// them for the end of a line, and some terminals for the beginning of a sequence.
void append_utf8(std::string& out, std::string_view text) {
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

void append_text(std::string& out, std::string_view text) {
    if (goes_as_it_is(text)) {
        out += text;
    } else if (is_ascii(text)) {
        append_escaped(out, text);
    } else {
        std::string escaped;
        append_escaped(escaped, text);
        append_utf8(out, escaped);
    }
}

bool append_object(std::string& out, std::string_view text, std::string_view source) {
    const auto object = json_object(text);
    if (!object) return false;
    const std::string_view open = object->text.substr(0, object->text.size() - 1);
    const auto begin = static_cast<std::ptrdiff_t>(out.size());
    if (is_ascii(open))
        out += open;
    else
        append_utf8(out, open);
    // A carriage return between two members would be one more end of a line to some readers.
    std::replace(out.begin() + begin, out.end(), '\r', ' ');
    if (!object->empty) out += ',';
    out += source;
    out += "}}\n";
    return true;
}

std::string_view name_of(Level level) {
    switch (level) {
    case Level::info:
        return "info";
    case Level::warning:
        return "warning";
    case Level::error:
        return "error";
    }
    return "info";
}

} // namespace

std::string json_begin(const Stamp& stamp) {
    return fmt::format("{{\"ts\":\"{}\",", utc_text(stamp.wall));
}

std::string json_source(std::string_view name) {
    const auto dot = name.rfind('.');
    return fmt::format("\"ganger\":{{\"type\":\"{}\",\"instance\":{}", name.substr(0, dot),
                       name.substr(dot + 1));
}

void append_record(std::string& out, std::string_view text, std::string_view begin, std::string_view source,
                   JsonPart part) {
    const bool whole = !part.continued && !part.cut;
    if (whole && append_object(out, text, source)) return;
    out += begin;
    out += "\"msg\":\"";
    append_text(out, text);
    out += "\",";
    out += source;
    if (part.continued) out += ",\"continued\":true";
    if (part.cut) out += ",\"cut\":true";
    out += "}}\n";
}

std::string own_record(Level level, Topic topic, std::string_view text, const Stamp& stamp) {
    std::string out = json_begin(stamp);
    out += fmt::format("\"level\":\"{}\",\"msg\":\"", name_of(level));
    append_text(out, text);
    out += fmt::format("\",\"ganger\":{{\"type\":\"ganger\",\"event\":\"{}\"}}}}\n", topic_text(topic));
    return out;
}

std::size_t whole_characters(std::string_view text) {
    for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
        const auto byte = static_cast<unsigned char>(text[text.size() - back]);
        if ((byte & 0xc0U) == 0x80U) continue;
        const std::size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
        return length > back && byte < 0xf5 ? text.size() - back : text.size();
    }
    return text.size();
}

} // namespace ganger::core
