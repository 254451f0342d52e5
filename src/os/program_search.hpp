// Which file a program's name means, as execvp would find it.
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ganger::os {

// A name with a slash is taken as it is; else the folders of PATH in `environment` are searched. What is
// relative is relative to `directory`, where the program will be executed. The error is an errno: EACCES if
// something was found that may not be executed.
tl::expected<std::string, int> find_program(const std::string& name,
                                            const std::vector<std::string>& environment,
                                            const std::string& directory);

// What `path` means to who stands in `directory`; empty: where we stand.
std::string path_from(const std::string& directory, const std::string& path);

} // namespace ganger::os
