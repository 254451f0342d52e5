// One history of the stream: a seed makes sources, what they write, when they end, and how the sink behaves;
// the router has to keep its promises through all of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ganger::sim {

struct StreamHistory {
    std::string violation; // empty: every promise was kept
    std::vector<std::string> story;
    std::size_t events = 0;
    std::uint64_t bytes = 0;
};

StreamHistory stream(std::uint64_t seed, bool telling);

} // namespace ganger::sim
