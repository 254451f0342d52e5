// Is a command one simple command that `exec` can be put before without changing what it does? A pure reading of the shell's grammar
// (POSIX 2.9.1); in doubt the shell stays.
#pragma once

#include <ganger/core/plan.hpp>

#include <string_view>

namespace ganger::core {

CommandForm command_form(std::string_view command);

} // namespace ganger::core
