// ganger's own words on stderr while there is no stream: before the first child runs, and in other verbs.
// spdlog is named in log.cpp only. Never used while children run: its sink would hang on a full pipe.
#pragma once

#include <ganger/core/result.hpp>

#include <string_view>

namespace ganger::os {

void log_error(const Error& error);    // "ganger: cannot …" and, indented, the hint
void log_plain(std::string_view text); // as it is: what names its file and line needs no name before it

} // namespace ganger::os
