// The colours of names: the same for a type as long as it stands in the same place of the Procfile, whatever
// else is started.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

// Without red, which says that something is wrong, and without black and white, which one of the two kinds of
// terminals does not show.
inline constexpr std::array<std::string_view, 10> palette = {
    "\x1b[36m", "\x1b[33m", "\x1b[32m", "\x1b[35m", "\x1b[34m",
    "\x1b[96m", "\x1b[93m", "\x1b[92m", "\x1b[95m", "\x1b[94m",
};

inline constexpr std::string_view own_color = "\x1b[1m";

inline std::string_view color_of(std::string_view type, const std::vector<std::string>& types) {
    const auto at = std::find(types.begin(), types.end(), type) - types.begin();
    return palette[static_cast<std::size_t>(at) % palette.size()];
}

} // namespace ganger::core
