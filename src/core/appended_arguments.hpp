// A command of a Procfile with arguments behind those that it has.
#pragma once

#include <ganger/core/command_form.hpp>
#include <ganger/core/result.hpp>

#include <string>
#include <vector>

namespace ganger::core {

// In a shell they are "$@": where the command has that, or $1, it says itself where they go; else they go
// behind its last simple command. The error: there is no such place.
Result<CommandStart> with_arguments(const std::string& command, const std::vector<std::string>& arguments,
                                    const VariableLookup& variables);

} // namespace ganger::core
