// How a command is started: with no shell at all, where that is provably the same; with one that `exec` makes
// the program; or with one that stays. A pure reading of the shell's grammar (POSIX 2.9.1); in doubt the
// shell stays: an unneeded sh costs a process, a wrong exec the app.
#pragma once

#include <ganger/core/environment.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

// `direct`: the program itself. `exec`: `sh -c 'exec …'`, since it is one simple command, whose words need
// the shell. `shell`: `sh -c`, since more than that is written.
enum class CommandForm { direct, exec, shell };

std::string_view form_text(CommandForm form); // "direct" …

struct CommandStart {
    CommandForm form{};
    std::vector<std::string> arguments; // what to execute, found in PATH if it is a name
    EnvironmentValues assignments;      // of `direct`: for its environment
    std::string
        why; // of `exec` and `shell`: what the shell is needed for, as it is written: `&&`, `cd`, `$A`
};

// The value of a variable of the process; null: it has none.
using VariableLookup = std::function<const std::string*(std::string_view name)>;

CommandStart command_start(std::string_view command, const VariableLookup& variables);

} // namespace ganger::core
