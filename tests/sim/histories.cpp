#include "histories.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

namespace ganger::sim {

namespace {

int tell(std::uint64_t seed, std::string_view program, Live live) {
    const auto history = live(seed, Telling::whole_story);
    for (const auto& line : history.story) fmt::print("{}\n", line);
    if (history.violation.empty()) return 0;
    fmt::print("seed {}: {}\nagain: {} --seed {}\n", seed, history.violation, program, seed);
    return 1;
}

} // namespace

int live_many(int count, const char* const* arguments, std::string_view program, Live live) {
    std::uint64_t from = 1;
    std::uint64_t histories = 1000;
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string_view option = arguments[i];
        const auto value = std::strtoull(arguments[i + 1], nullptr, 10);
        if (option == "--seed") return tell(value, program, live);
        if (option == "--from") from = value;
        if (option == "--count") histories = value;
    }
    const auto begin = std::chrono::steady_clock::now();
    std::size_t events = 0;
    for (auto seed = from; seed < from + histories; ++seed) {
        const auto history = live(seed, Telling::silent);
        events += history.events;
        if (!history.violation.empty()) return tell(seed, program, live);
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    fmt::print("{} histories, {} events, {:.1f} s\n", histories, events, took.count());
    return 0;
}

} // namespace ganger::sim
