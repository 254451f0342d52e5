// The JSON within the events of logs.
#pragma once

#include <ganger/control/log_events.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace ganger::control {

std::string to_json(const LogsBegin& begin);

std::optional<LogEvent> read_log_event(std::string_view name, std::string_view data);

// A record of the format json.
std::optional<core::LogRecord> read_json_line(std::string_view line);

} // namespace ganger::control
