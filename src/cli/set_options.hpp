// --set KEY=VALUE, taken apart.
#pragma once

#include <ganger/core/result.hpp>

#include <string>
#include <utility>
#include <vector>

namespace ganger::cli {

// All that are no such pairs at once.
tl::expected<std::vector<std::pair<std::string, std::string>>, std::vector<Error>>
read_set_options(const std::vector<std::string>& set);

} // namespace ganger::cli
