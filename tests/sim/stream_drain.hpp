// A reader of the history that is waited for as long as it takes all, as engine/drain is: what it does not
// take is kept for a while, as in a batch that fails.
#pragma once

#include "lives_dice.hpp"
#include "stream_follower.hpp"
#include "stream_world.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ganger::sim {

class StreamDrain {
  public:
    StreamDrain(core::LogHistory& history, Dice& dice, std::size_t max_line);

    void changes();

    // One turn of the engine. True: there is room in the history again.
    bool turn(const std::vector<PipeEnd>& pipes);
    // Another turn is due, whatever happens.
    bool has_more() const { return has_more_ && !waits_; }

    // At any time: while it is waited for, it loses nothing. Empty: so it is.
    std::string complaint() const;
    std::string verdict(const std::vector<PipeEnd>& pipes) { return reader_.verdict(pipes); }

  private:
    enum class Mood { takes_all, takes_some, takes_none };

    bool takes();
    void read();
    void promise(bool waited_for, const std::vector<PipeEnd>& pipes);

    core::LogHistory* history_;
    Dice* dice_;
    StreamFollower reader_;
    bool always_takes_;
    Mood mood_ = Mood::takes_all;
    std::size_t batch_ = 0;
    bool has_more_ = false;
    bool waits_ = false;    // to be ready again
    bool promised_ = false; // it has come near, and is waited for since
    std::uint64_t lost_before_ = 0;
};

} // namespace ganger::sim
