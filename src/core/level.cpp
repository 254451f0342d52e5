#include <ganger/core/level.hpp>

namespace ganger::core {

std::string_view level_text(Level level) {
    switch (level) {
    case Level::info:
        return "info";
    case Level::warning:
        return "warning";
    case Level::error:
        return "error";
    }
    return "info";
}

Level level_named(std::string_view text) {
    for (const auto level : {Level::warning, Level::error})
        if (level_text(level) == text) return level;
    return Level::info;
}

} // namespace ganger::core
