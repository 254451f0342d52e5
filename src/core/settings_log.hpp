// The keys of [log].
#pragma once

#include "settings_values.hpp"

#include <ganger/core/settings.hpp>

namespace ganger::core {

void read_log_file(const SettingsReader& value, LogSettings& log, SettingsProblems& problems);
void read_log_format(const SettingsReader& value, LogSettings& log, SettingsProblems& problems);
void read_log_keep(const SettingsReader& value, LogSettings& log, SettingsProblems& problems);
void read_log_max_age(const SettingsReader& value, LogSettings& log, SettingsProblems& problems);
void read_log_max_size(const SettingsReader& value, LogSettings& log, SettingsProblems& problems);

} // namespace ganger::core
