// How a line looks in the stream. `plain`: "web.1  | text", names padded to the longest. A line that had to
// be cut, because it is too long or because another one came in between, has marks at both sides of the cut:
//
//     web.1  | Password: [cut]
//     worker | done
//     web.1  | [cont] accepted
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ganger::core {

struct LineFormat {
    std::size_t name_width = 6; // of the longest name, "ganger" included
};

inline constexpr std::string_view cut_mark = " [cut]";
inline constexpr std::string_view continued_mark = "[cont] ";

// "web.1    | "
std::string prefix_of(const LineFormat& format, std::string_view name);

} // namespace ganger::core
