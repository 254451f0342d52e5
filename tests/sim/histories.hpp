// Many histories, each out of its seed. The program of a simulator:
//     [--from N] [--count N]   many; the first that fails prints its whole story
//     --seed N                 one of them, told
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::sim {

enum class Telling { silent, whole_story };

struct History {
    std::string violation; // empty: every promise was kept
    std::vector<std::string> story;
    std::size_t events = 0;
};

using Live = History (*)(std::uint64_t seed, Telling telling);

// The exit status; `program` is named where one fails.
int live_many(int count, const char* const* arguments, std::string_view program, Live live);

} // namespace ganger::sim
