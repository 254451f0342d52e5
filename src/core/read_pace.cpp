#include <ganger/core/read_pace.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace ganger::core {

namespace {

using namespace std::chrono_literals;

constexpr auto in_a_row = 4ms;
constexpr std::size_t small_read = std::size_t{48} << 10;
constexpr unsigned small_reads_before_rest = 8;

} // namespace

bool ReadPace::rests_after(std::size_t count, std::size_t asked, Monotonic now) {
    const bool soon = now - std::exchange(last_, now) < in_a_row;
    small_in_a_row_ = soon && count < std::min(small_read, asked) ? small_in_a_row_ + 1 : 0;
    return small_in_a_row_ >= small_reads_before_rest;
}

} // namespace ganger::core
