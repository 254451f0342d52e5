// How a line looks in the stream. `plain`: "web.1  | text", names padded to the longest.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ganger::core {

struct LineFormat {
    std::size_t name_width = 6; // of the longest name, "ganger" included
};

// "web.1    | "
std::string prefix_of(const LineFormat& format, std::string_view name);

} // namespace ganger::core
