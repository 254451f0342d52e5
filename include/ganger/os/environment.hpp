// The environment ganger was started with.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace ganger::os {

// In its order, names that are empty or entries without "=" left out.
std::vector<std::pair<std::string, std::string>> inherited_environment();

} // namespace ganger::os
