// How serious a line of ganger's own is, for people's colours and as "level" in documents.
#pragma once

#include <string_view>

namespace ganger::core {

enum class Level { info, warning, error };

std::string_view level_text(Level level); // "warning"
Level level_named(std::string_view text); // `info` where this version has no such word

} // namespace ganger::core
