// One history of the stream: a seed makes sources, what they write, when they end, and how the sink behaves;
// the router has to keep its promises through all of it.
#pragma once

#include "histories.hpp"

namespace ganger::sim {

History stream(std::uint64_t seed, Telling telling);

} // namespace ganger::sim
