// Commands as nobody would write them, and environments to go with them: the same for the same seed.
#pragma once

#include <ganger/core/environment.hpp>

#include <random>
#include <string>
#include <vector>

namespace ganger::os {

class CommandWriter {
  public:
    explicit CommandWriter(unsigned seed) : random_{seed} {}

    core::EnvironmentValues environment();
    std::string command();

  private:
    using Pieces = std::vector<std::string>;

    bool one_in(unsigned count) { return below(count) == 0; }
    unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
    const std::string& one_of(const Pieces& pieces) {
        return pieces[below(static_cast<unsigned>(pieces.size()))];
    }
    std::string variable(int depth);
    std::string piece(int depth);
    std::string double_quoted(int depth);
    std::string word();
    std::string any_bytes();

    std::mt19937 random_;
};

} // namespace ganger::os
