// Is a command one simple command that `exec` can be put before without changing what it does? A pure reading
// of the shell's grammar (POSIX 2.9.1); in doubt the shell stays: an unneeded sh costs a process, a wrong
// exec the app.
#pragma once

#include <ganger/core/plan.hpp>

#include <string>
#include <string_view>

namespace ganger::core {

CommandForm command_form(std::string_view command);

// What `sh -c` is given: for `exec` the command with `exec` before its first word (behind assignments, which
// are exported to it), for `shell` the command as it is, never to be taken for an option.
std::string shell_text(std::string_view command, CommandForm form);

} // namespace ganger::core
