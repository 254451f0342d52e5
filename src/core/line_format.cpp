#include <ganger/core/line_format.hpp>

#include <algorithm>

namespace ganger::core {

std::string prefix_of(const LineFormat& format, std::string_view name) {
    std::string prefix(name);
    prefix.resize(std::max(prefix.size(), format.name_width), ' ');
    return prefix += " | ";
}

} // namespace ganger::core
