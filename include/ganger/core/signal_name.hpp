// Signal numbers and their names, with and without SIG.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ganger::core {

std::string signal_name(int signal);                     // "SIGTERM"; "signal 77" for what has no name
std::optional<int> signal_number(std::string_view name); // "TERM", "SIGTERM", "term", "15"

} // namespace ganger::core
