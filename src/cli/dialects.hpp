// The tools whose name ganger may bear, and the options of each.
#pragma once

#include "other_options.hpp"

#include <optional>
#include <string_view>

namespace ganger::cli {

enum class OtherTool { foreman, honcho, overmind, hivemind };

// By the name under which the program was called: /usr/local/bin/foreman.
std::optional<OtherTool> tool_named(std::string_view program);

const Dialect& dialect_of(OtherTool tool);

} // namespace ganger::cli
