// The keys of a type that say whether and when it is started again.
#pragma once

#include "settings_values.hpp"

#include <ganger/core/settings.hpp>

namespace ganger::core {

void read_restart(const SettingsReader& value, TypeSettings& type, SettingsProblems& problems);
void read_backoff(const SettingsReader& value, TypeSettings& type, SettingsProblems& problems);
void read_max_restarts(const SettingsReader& value, TypeSettings& type, SettingsProblems& problems);

} // namespace ganger::core
