// ganger's own words on stderr while there is no stream: before the first child runs, and in other verbs.
// spdlog is named in log.cpp only. While children run only log_aside is used: the
// sink of the others would hang on a full pipe.
#pragma once

#include <ganger/core/result.hpp>

#include <string_view>

namespace ganger::os {

void log_error(const Error& error); // "ganger: cannot …" and, indented, the hint
// Once, and only if that doesn't block: while a child runs that writes there, too.
void log_aside(std::string_view text);
void log_plain(std::string_view text); // as it is: what names its file and line needs no name before it

} // namespace ganger::os
