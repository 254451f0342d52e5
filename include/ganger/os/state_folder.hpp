// Where what outlives an app is kept: $XDG_STATE_HOME/ganger, or ~/.local/state/ganger.
#pragma once

#include <optional>
#include <string>

namespace ganger::os {

// Whether it is there or not. Nothing: neither variable names an absolute path.
std::optional<std::string> state_folder();

// It and what it lies in, for its owner alone. Where that can't be had shows when it is used.
void make_folder(const std::string& path);

} // namespace ganger::os
