// What ganger.toml names that has to be on this machine: folders.
#pragma once

#include "files.hpp"

#include <vector>

namespace ganger::cli {

// Warnings: a build may well make them before the start.
std::vector<core::Diagnostic> missing_folders(const AppFiles& files);

} // namespace ganger::cli
