// The words of a command as a shell would hand them to a program, for commands whose words need no shell.
#pragma once

#include <ganger/core/command_form.hpp>

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

struct DirectCommand {
    std::vector<std::string> arguments;
    EnvironmentValues assignments;
};

// The error is what the shell is needed for, as it is written.
tl::expected<DirectCommand, std::string> direct_command(std::string_view command,
                                                        const VariableLookup& variables);

} // namespace ganger::core
