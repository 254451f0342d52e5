// Scripts without a `#!` line: the kernel refuses them, every shell runs them with sh.
#pragma once

#include <string>
#include <vector>

namespace ganger::os {

// Whether a file that the kernel can't execute reads as a script. Not so what has a NUL in its first line:
// a program for another machine, or a broken one.
bool is_script(const std::string& path);

// What runs it with these arguments, argv[0] included.
std::vector<std::string> script_arguments(const std::string& path, const std::vector<std::string>& arguments);

} // namespace ganger::os
