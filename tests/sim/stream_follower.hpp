// Somebody who follows the history from its beginning, as slowly as the dice say, and somebody who asks for
// all of it at the end.
#pragma once

#include "lives_dice.hpp"
#include "stream_world.hpp"

#include <ganger/core/log_reader.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ganger::sim {

class StreamFollower {
  public:
    StreamFollower(core::LogHistory& history, Dice& dice, std::size_t max_line);

    void read_some();

    // When all is over. Empty: every line has come or is counted as lost, and in its order.
    std::string verdict(const std::vector<PipeEnd>& pipes);

  private:
    struct Lines { // by instance and stream
        std::map<std::string, std::vector<std::string>> whole;
        std::map<std::string, std::string> begun;
    };
    static void take(const core::LogLine& line, Lines& lines);
    bool read_one();

    core::LogHistory* history_;
    Dice* dice_;
    core::LogQuery query_;
    core::LogReader reader_;
    Lines got_;
    std::uint64_t lost_ = 0;
};

} // namespace ganger::sim
