#include "json_object.hpp"

#include <ganger/core/line_level.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>

namespace ganger::core {

namespace {

struct Word {
    std::string_view text;
    Priority priority;
};

constexpr std::array words = {
    Word{"trace", Priority::debug},      Word{"debug", Priority::debug},
    Word{"verbose", Priority::debug},    Word{"info", Priority::info},
    Word{"information", Priority::info}, Word{"informational", Priority::info},
    Word{"notice", Priority::notice},    Word{"warn", Priority::warning},
    Word{"warning", Priority::warning},  Word{"error", Priority::error},
    Word{"err", Priority::error},        Word{"severe", Priority::error},
    Word{"fatal", Priority::critical},   Word{"critical", Priority::critical},
    Word{"crit", Priority::critical},    Word{"alert", Priority::alert},
    Word{"panic", Priority::emergency},  Word{"emergency", Priority::emergency},
    Word{"emerg", Priority::emergency},
};
constexpr std::size_t longest_word = 16;

std::optional<Priority> of_word(std::string_view text) {
    if (text.size() > longest_word) return {};
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    const auto found =
        std::find_if(words.begin(), words.end(), [&](const Word& word) { return word.text == lower; });
    if (found == words.end()) return {};
    return found->priority;
}

// Below ten those of syslog, above those of pino and bunyan.
std::optional<Priority> of_number(std::string_view text) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    if (number <= static_cast<unsigned>(Priority::debug)) return static_cast<Priority>(number);
    if (number < 10) return {};
    if (number < 30) return Priority::debug;
    if (number < 40) return Priority::info;
    if (number < 50) return Priority::warning;
    return number < 60 ? Priority::error : Priority::critical;
}

} // namespace

std::optional<LeveledLine> marked(std::string_view line) {
    if (line.size() < 3 || line[0] != '<' || line[2] != '>' || line[1] < '0' || line[1] > '7') return {};
    return LeveledLine{static_cast<Priority>(line[1] - '0'), line.substr(3)};
}

std::string_view priority_text(Priority priority) {
    switch (priority) {
    case Priority::emergency:
        return "emergency";
    case Priority::alert:
        return "alert";
    case Priority::critical:
        return "critical";
    case Priority::error:
        return "error";
    case Priority::warning:
        return "warning";
    case Priority::notice:
        return "notice";
    case Priority::info:
        return "info";
    case Priority::debug:
        return "debug";
    }
    return {};
}

LeveledLine leveled(std::string_view line) {
    if (const auto by_mark = marked(line)) return *by_mark;
    if (!line.starts_with('{')) return {Priority::info, line};
    const auto object = json_object(line);
    if (!object || object->level.empty()) return {Priority::info, line};
    const auto level = object->level;
    const bool is_text = level.front() == '"';
    const auto priority = is_text ? of_word(level.substr(1, level.size() - 2)) : of_number(level);
    return {priority.value_or(Priority::info), line};
}

} // namespace ganger::core
