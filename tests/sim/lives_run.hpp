// One history: a seed makes a plan, a world with its weather and a user; the supervisor has to live through
// it.
#pragma once

#include "histories.hpp"

namespace ganger::sim {

History live(std::uint64_t seed, Telling telling);

} // namespace ganger::sim
