// Times in documents: "2026-11-21T13:03:07.123Z".
#pragma once

#include <ganger/core/time.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace ganger::core {

std::string utc_text(Wall time);
std::optional<Wall> read_utc(std::string_view text); // exactly of this form

} // namespace ganger::core
