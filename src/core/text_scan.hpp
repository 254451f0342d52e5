// What the readers of users' files share: classes of characters, trimming, the NUL check.
#pragma once

#include <ganger/core/position.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ganger::core {

inline constexpr std::string_view blanks = " \t";
inline constexpr std::string_view leading_blanks = " \t\v\f";
inline constexpr std::string_view trailing_blanks = " \t\v\f\r";

constexpr bool is_blank(char c) {
    return c == ' ' || c == '\t';
}
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
constexpr bool is_word(char c) {
    return is_letter(c) || is_digit(c) || c == '_';
}

// The offset of the first character from `at` on that is not one of `set`; the text's size if there is none.
constexpr std::size_t skip(std::string_view text, std::size_t at, std::string_view set) {
    return std::min(text.find_first_not_of(set, at), text.size());
}

constexpr std::string_view trim_end(std::string_view text, std::string_view set = trailing_blanks) {
    return text.substr(0, text.find_last_not_of(set) + 1);
}

// As git writes them: seven at the start of a line. Those that open and close have a label.
constexpr bool is_conflict_marker(std::string_view line) {
    if (line.size() < 7) return false;
    const auto rest = trim_end(line.substr(7));
    const auto mark = line.substr(0, 7);
    if (mark == "=======") return rest.empty();
    return (mark == "<<<<<<<" || mark == ">>>>>>>" || mark == "|||||||") &&
           (rest.empty() || is_blank(rest.front()));
}

// The error for the first NUL byte of `text`. A file with one is not read at all.
std::optional<Diagnostic> nul_error(std::string_view text, const std::string& file);

} // namespace ganger::core
