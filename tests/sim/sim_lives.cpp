// sim_lives [--from N] [--count N]   many histories of the supervisor; a failing seed prints its whole story
// sim_lives --seed N                 one of them, told
#include "lives_run.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <string_view>

namespace {

using namespace ganger::sim;

void print(std::uint64_t seed, const History& history) {
    for (const auto& line : history.story) fmt::print("{}\n", line);
    if (!history.violation.empty())
        fmt::print("seed {}: {}\nagain: sim_lives --seed {}\n", seed, history.violation, seed);
}

int tell(std::uint64_t seed) {
    const auto history = live(seed, Telling::whole_story);
    print(seed, history);
    return history.violation.empty() ? 0 : 1;
}

int run(std::uint64_t from, std::uint64_t count) {
    const auto begin = std::chrono::steady_clock::now();
    std::size_t events = 0;
    for (auto seed = from; seed < from + count; ++seed) {
        const auto history = live(seed, Telling::silent);
        events += history.events;
        if (!history.violation.empty()) return tell(seed);
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    fmt::print("{} histories, {} events, {:.1f} s\n", count, events, took.count());
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    std::uint64_t from = 1;
    std::uint64_t count = 1000;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view option = argv[i];
        const auto value = std::strtoull(argv[i + 1], nullptr, 10);
        if (option == "--seed") return tell(value);
        if (option == "--from") from = value;
        if (option == "--count") count = value;
    }
    return run(from, count);
}
