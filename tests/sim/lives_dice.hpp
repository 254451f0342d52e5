// Everything that a seed decides. The same seed throws the same numbers on every machine.
#pragma once

#include <ganger/core/time.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ganger::sim {

class Dice {
  public:
    explicit Dice(std::uint64_t seed) : state_{seed * 0x9e3779b97f4a7c15U + 1} {}

    std::uint64_t next() {
        auto z = state_ += 0x9e3779b97f4a7c15U;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }

    bool chance(double probability) { return static_cast<double>(next() >> 11U) * 0x1p-53 < probability; }
    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }

    // From `low` to `high`, both possible.
    core::Duration between(core::Duration low, core::Duration high) {
        const auto span = static_cast<std::uint64_t>((high - low).count()) + 1;
        return low + core::Duration{static_cast<core::Duration::rep>(next() % span)};
    }

    template <class T>
    T pick(const std::vector<T>& values) {
        return values[below(values.size())];
    }

  private:
    std::uint64_t state_;
};

} // namespace ganger::sim
