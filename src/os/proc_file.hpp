// Reading the small files and folders of /proc. What is missing is an empty optional.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ganger::os {

std::optional<std::string> read_proc(const std::string& path);
std::optional<std::string> read_proc_link(const std::string& path);
// The entries that are numbers: pids, tasks, descriptors.
std::optional<std::vector<int>> numbers_in_proc(const std::string& folder);

} // namespace ganger::os
