// Records of the format json, one a line. A line of an app that is a JSON object stays at the top level:
//
//     {"level":"info","path":"/","ganger":{"type":"web","instance":1,"stream":"stdout"}}
//     {"ts":"2026-11-21T13:03:07.123Z","msg":"text","ganger":{"type":"web","instance":1,"stream":"stderr"}}
//     {"ts":"2026-11-21T13:03:07.123Z","level":"error","msg":"of <3>text","ganger":{"type":"web",…}}
//     {"ts":"2026-11-21T13:03:07.123Z","level":"info","msg":"web.1 started","ganger":{"type":"ganger",…}}
//
// Of a line that was too long each part has "cut": true, "continued": true or both. Bytes that are no UTF-8
// become U+FFFD.
#pragma once

#include <ganger/core/action.hpp>
#include <ganger/core/line_format.hpp>
#include <ganger/core/stream_event.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace ganger::core {

// {"ts":"…",
std::string json_begin(const Stamp& stamp);

inline constexpr std::string_view json_message = "\"msg\":\"";

// "ganger":{"type":"web","instance":1,"stream":"stdout" of web.1
std::string json_source(std::string_view name, Stream stream);

// ","ganger":{…}} and the newline: what follows the text of a whole line
std::string json_end(std::string_view source);

// Whether its record is json_begin(), json_message, the line as it is, json_end().
bool stands_as_it_is(std::string_view line);

struct JsonPart {
    bool continued = false;
    bool cut = false;
};

// Appends the record of a line, with its newline.
void append_record(std::string& out, std::string_view text, std::string_view begin, std::string_view source,
                   JsonPart part);

std::string own_record(Level level, Topic topic, std::string_view text, const Stamp& stamp);

// How much of `text` ends where no UTF-8 sequence is torn.
std::size_t whole_characters(std::string_view text);

} // namespace ganger::core
