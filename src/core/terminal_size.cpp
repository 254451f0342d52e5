#include <ganger/core/terminal_size.hpp>

#include <algorithm>
#include <charconv>

namespace ganger::core {

namespace {

constexpr std::uint16_t least_columns = 20; // programs take less for a mistake, or hang over it
constexpr std::uint16_t most = 1000;        // what a variable may say

std::uint16_t number_in(std::string_view text, std::uint16_t otherwise) {
    std::uint16_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && number > 0 && number <= most ? number : otherwise;
}

} // namespace

TerminalSize size_named(std::string_view columns, std::string_view lines) {
    const TerminalSize usual;
    return {number_in(columns, usual.columns), number_in(lines, usual.rows)};
}

std::size_t prefix_width(const LineFormat& format) {
    // In json the text stands inside an object.
    if (format.log_format == LogFormat::json || format.log_format == LogFormat::raw) return 0;
    LineFormat uncolored = settled(format);
    uncolored.colors = false;
    return prefix_of(uncolored, {}).size(); // names are ASCII
}

TerminalSize pty_size(std::optional<TerminalSize> ours, TerminalSize without_terminal,
                      const LineFormat& format) {
    if (!ours) return without_terminal;
    const std::size_t prefix = prefix_width(format);
    const std::size_t left = ours->columns > prefix ? ours->columns - prefix : 0;
    return {static_cast<std::uint16_t>(std::max<std::size_t>(left, least_columns)), ours->rows};
}

} // namespace ganger::core
