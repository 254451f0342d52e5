// A line of a log file, read back: plain with its time, or json.
#pragma once

#include <ganger/core/log_text.hpp>

#include <optional>
#include <string_view>

namespace ganger::control {

// Without newline. Nothing: ganger has not written it, so whose it is nobody knows.
//
// What a file does not tell is not there: an object of an app has no time (Wall{}), and ganger's own lines in
// plain are `info` and `notice`.
std::optional<core::LogRecord> read_file_line(std::string_view line);

// Of one whose line before was cut: what was shorter than a part can only be known by that.
void read_as_last_part(core::LogRecord& record);

} // namespace ganger::control
