// What of a program's arguments and environment is too much for exec, in words. Pure.
#pragma once

#include <string>
#include <vector>

namespace ganger::core {

// "its largest part is the variable KEY: 200004 of 203111 bytes". `arguments`: argv[0] included.
std::string largest_part(const std::vector<std::string>& arguments,
                         const std::vector<std::string>& environment);

} // namespace ganger::core
