// How serious a line of an app is, by what it says of itself: `<3>text`, or "level" of a JSON object. Never
// guessed from where it was written, or from its words.
#pragma once

#include <optional>
#include <string_view>

namespace ganger::core {

// The numbers of syslog.
enum class Priority { emergency, alert, critical, error, warning, notice, info, debug };

struct LeveledLine {
    Priority priority = Priority::info;
    std::string_view text; // without the mark
};

LeveledLine leveled(std::string_view line);

// The mark alone: `<3>text`, as sd-daemon(3) has it.
std::optional<LeveledLine> marked(std::string_view line);

std::string_view priority_text(Priority priority); // "error"

} // namespace ganger::core
