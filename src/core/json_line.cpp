#include "json_line.hpp"

#include "json_object.hpp"

#include <ganger/core/json_text.hpp>
#include <ganger/core/line_level.hpp>
#include <ganger/core/text.hpp>
#include <ganger/core/utc_time.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace ganger::core {

namespace {

bool append_object(std::string& out, std::string_view text, std::string_view source) {
    const auto object = json_object(text);
    if (!object) return false;
    const std::string_view open = object->text.substr(0, object->text.size() - 1);
    const auto begin = static_cast<std::ptrdiff_t>(out.size());
    if (is_ascii(open))
        out += open;
    else
        append_json_utf8(out, open);
    // A carriage return between two members would be one more end of a line to some readers.
    std::replace(out.begin() + begin, out.end(), '\r', ' ');
    if (!object->empty) out += ',';
    out += source;
    out += "}}\n";
    return true;
}

} // namespace

std::string json_begin(const Stamp& stamp) {
    return fmt::format("{{\"ts\":\"{}\",", utc_text(stamp.wall));
}

std::string json_source(std::string_view name, Stream stream) {
    const auto dot = name.rfind('.');
    std::string source = fmt::format("\"ganger\":{{\"type\":\"{}\",\"instance\":{}", name.substr(0, dot),
                                     name.substr(dot + 1));
    if (stream != Stream::both) source += fmt::format(",\"stream\":\"{}\"", stream_text(stream));
    return source;
}

std::string json_end(std::string_view source) {
    return fmt::format("\",{}}}}}\n", source);
}

bool stands_as_it_is(std::string_view line) {
    const auto first = line.find_first_not_of(' ');
    return (first == line.npos || line[first] != '{') && !marked(line) && goes_as_it_is(line);
}

void append_record(std::string& out, std::string_view text, std::string_view begin, std::string_view source,
                   JsonPart part) {
    const bool whole = !part.continued && !part.cut;
    if (whole && append_object(out, text, source)) return;
    out += begin;
    if (const auto said = whole ? marked(text) : std::nullopt) {
        out += fmt::format("\"level\":\"{}\",", priority_text(said->priority));
        text = said->text;
    }
    out += json_message;
    append_json_text(out, text);
    out += "\",";
    out += source;
    if (part.continued) out += ",\"continued\":true";
    if (part.cut) out += ",\"cut\":true";
    out += "}}\n";
}

std::string own_record(Level level, Topic topic, std::string_view text, const Stamp& stamp) {
    std::string out = json_begin(stamp);
    out += fmt::format("\"level\":\"{}\",", level_text(level));
    out += json_message;
    append_json_text(out, text);
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
