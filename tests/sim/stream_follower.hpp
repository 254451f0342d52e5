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
    // `who` it is in a complaint; no names: everybody.
    StreamFollower(std::string who, core::LogHistory& history, Dice& dice, std::vector<std::string> names,
                   std::size_t max_line);

    void read_some();
    bool read_one();
    void be_waited_for(bool waited_for) { reader_.be_waited_for(waited_for); }
    std::uint64_t lost() const { return lost_; }

    // When all is over. Empty: every line has come or is counted as lost, and in its order.
    std::string verdict(const std::vector<PipeEnd>& pipes);

  private:
    struct Lines { // by instance and stream
        std::map<std::string, std::vector<std::string>> whole;
        std::map<std::string, std::string> begun;
    };
    static void take(const core::LogLine& line, Lines& lines);

    std::string who_;
    core::LogHistory* history_;
    Dice* dice_;
    core::LogQuery query_;
    core::LogReader reader_;
    Lines got_;
    std::uint64_t lost_ = 0;
};

} // namespace ganger::sim
