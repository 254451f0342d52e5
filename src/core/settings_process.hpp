// The keys of a type that say what the kernel is told about its processes, and which signals they get.
#pragma once

#include "settings_values.hpp"

#include <ganger/core/settings.hpp>

namespace ganger::core {

void read_dir(const SettingsReader& value, TypeSettings& type, SettingsProblems& problems);
void read_forward(const SettingsReader& value, TypeSettings& type, SettingsProblems& problems);
void read_control_group(const SettingsReader& value, ControlSettings& control, SettingsProblems& problems);
void read_group(const SettingsReader& value, TypeSettings& type, SettingsProblems& problems);
void read_limits(const SettingsReader& value, TypeSettings& type, SettingsProblems& problems);
void read_nice(const SettingsReader& value, TypeSettings& type, SettingsProblems& problems);
void read_oom_score_adj(const SettingsReader& value, TypeSettings& type, SettingsProblems& problems);
void read_umask(const SettingsReader& value, TypeSettings& type, SettingsProblems& problems);
void read_user(const SettingsReader& value, TypeSettings& type, SettingsProblems& problems);

} // namespace ganger::core
