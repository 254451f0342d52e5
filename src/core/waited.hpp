// The line that says what the end of the app waits for. Pure.
#pragma once

#include "app_phase.hpp"
#include "life.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

// Empty: for nothing that has a name. `asked`: somebody has asked for the end.
std::string waited_text(const std::vector<Life>& lives, const app::State& phase, Monotonic now,
                        std::string_view stop_key, bool asked);

} // namespace ganger::core
