// The limit of open files: ours is raised, the children get the one that we were started with.
#pragma once

#include <cstdint>
#include <optional>

namespace ganger::os {

// The soft limit as it is now.
std::optional<std::uint64_t> soft_open_files();

// Raises our soft limit to the hard one. Gives the former soft limit, also where raising it is refused.
std::optional<std::uint64_t> raise_open_files();

} // namespace ganger::os
