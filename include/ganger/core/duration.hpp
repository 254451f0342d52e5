// Durations as people write them: a bare number is seconds, everywhere.
#pragma once

#include <ganger/core/result.hpp>
#include <ganger/core/time.hpp>

#include <string>
#include <string_view>

namespace ganger::core {

// "5", "0.5", "500ms", "30s", "2m", "1h"; not negative, at most 1000 hours.
Result<Duration> parse_duration(std::string_view text);

} // namespace ganger::core
