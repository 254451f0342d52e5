// What was typed, under whatever name: reads what other tools read before they look at their options.
#pragma once

#include "command_line.hpp"

namespace ganger::cli {

// `arguments`: with the program's name. What is not done as under that name is told on standard error.
Result<Command> understand(int count, const char* const* arguments, const Variables& environment);

// Options of other tools that lie in this folder; ganger reads them only under those tools' names.
std::vector<std::string> options_of_others(const std::string& root);

} // namespace ganger::cli
