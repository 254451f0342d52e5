// The names that mean something to the shell itself: those of dash, bash and busybox together.
#pragma once

#include <cstddef>
#include <string_view>

namespace ganger::core {

bool begins_shell_name(char c);
bool is_in_shell_name(char c);

// Reserved words and builtins: answered by the shell instead of a program of that name.
bool is_shell_word(std::string_view word);

// Set or watched by the shell itself, so that their values there need not be the environment's; and
// GANGER_ID, which only the launch knows.
bool is_shell_variable(std::string_view name);

// How long the NAME of `NAME=…` is at the beginning of `text`; 0: this is no assignment.
std::size_t assigned_name_size(std::string_view text);

} // namespace ganger::core
