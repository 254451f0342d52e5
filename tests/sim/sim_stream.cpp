// sim_stream [--from N] [--count N]   many histories of the stream; a failing seed prints its whole story
// sim_stream --seed N                 one of them, told
#include "stream_run.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <string_view>

namespace {

using namespace ganger::sim;

void print(std::uint64_t seed, const StreamHistory& history) {
    for (const auto& line : history.story) fmt::print("{}\n", line);
    if (!history.violation.empty())
        fmt::print("seed {}: {}\nagain: sim_stream --seed {}\n", seed, history.violation, seed);
}

int tell(std::uint64_t seed) {
    const auto history = stream(seed, true);
    print(seed, history);
    return history.violation.empty() ? 0 : 1;
}

int run(std::uint64_t from, std::uint64_t count) {
    const auto begin = std::chrono::steady_clock::now();
    std::size_t events = 0;
    std::uint64_t bytes = 0;
    for (auto seed = from; seed < from + count; ++seed) {
        const auto history = stream(seed, false);
        events += history.events;
        bytes += history.bytes;
        if (!history.violation.empty()) return tell(seed);
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    fmt::print("{} histories, {} events, {} MB, {:.1f} s\n", count, events, bytes / 1000000, took.count());
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
