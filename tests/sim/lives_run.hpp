// One history: a seed makes a plan, a world with its weather and a user; the supervisor has to live through
// it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ganger::sim {

enum class Telling { silent, whole_story };

struct History {
    std::string violation; // empty: every promise was kept
    std::vector<std::string> story;
    std::size_t events = 0;
};

History live(std::uint64_t seed, Telling telling);

} // namespace ganger::sim
