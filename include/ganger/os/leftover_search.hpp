// All processes that can be seen, with what they have inherited.
#pragma once

#include <ganger/core/leftover_search.hpp>

#include <vector>

namespace ganger::os {

// Empty where there is no /proc. May wait for 10 ms: what hangs in the kernel at this moment can't be read.
std::vector<core::SeenProcess> see_processes(const core::LeftoverQuestion& question);

} // namespace ganger::os
