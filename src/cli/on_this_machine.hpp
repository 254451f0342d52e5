// What ganger.toml names that has to be on this machine: users, groups, folders.
#pragma once

#include "files.hpp"

#include <vector>

namespace ganger::cli {

// Whose the processes of each type are, and who may ask, in the settings. What is wrong with that is added to
// the diagnostics: without root's privileges a warning in the profile dev, where they are ours then, and an
// error elsewhere.
void look_up_accounts(AppFiles& files);

// Warnings: a build may well make them before the start.
std::vector<core::Diagnostic> missing_folders(const AppFiles& files);

} // namespace ganger::cli
