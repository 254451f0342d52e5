// Uniform numbers in [0, 1), the same for the same seed (splitmix64). For jitter; no secret may depend on it.
#pragma once

#include <cstdint>

namespace ganger::core {

class Random {
  public:
    explicit Random(std::uint64_t seed) : state_{seed} {}

    double next() {
        auto z = state_ += 0x9e3779b97f4a7c15U;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1p-53;
    }

  private:
    std::uint64_t state_;
};

} // namespace ganger::core
