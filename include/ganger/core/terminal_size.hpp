// How large a terminal is, and what of ours is left for the children behind the names of the instances.
#pragma once

#include <ganger/core/line_format.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace ganger::core {

struct TerminalSize {
    std::uint16_t columns = 80;
    std::uint16_t rows = 24;

    bool operator==(const TerminalSize&) const = default;
};

// COLUMNS and LINES of the environment, where there is no terminal to ask.
TerminalSize size_named(std::string_view columns, std::string_view lines);

// What stands before each line of a child, in columns.
std::size_t prefix_width(const LineFormat& format);

// The size of the children's ptys. `ours` is that of the terminal we write to; empty: it is none.
TerminalSize pty_size(std::optional<TerminalSize> ours, TerminalSize without_terminal,
                      const LineFormat& format);

} // namespace ganger::core
