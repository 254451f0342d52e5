// What lies around the router: pipes with children and grandchildren at their other end, and a sink with its
// moods.
#pragma once

#include "lives_dice.hpp"

#include <ganger/core/stream_event.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::sim {

struct PipeEnd {
    core::SourceId source{};
    std::string name;
    std::string type;
    std::string shown_as; // name_of(name, its stream)

    // Only here:
    std::string in_pipe;
    bool leader = true; // lives, and has it open
    bool grandchild = false;
    bool resting = false; // the router allowed nothing
    bool gone = false;    // end of file seen, or cut
    unsigned lines = 0;

    // For the judge:
    std::string read;                      // all that ever was
    std::optional<std::size_t> last_words; // where in it the leader's end is
    std::optional<std::size_t> complete;   // where the line ends that the leader was in
    core::Monotonic silent_since;          // meanwhile
    bool cut = false;
};

// "t0.1"; where the streams are told apart "t0.1/o" or "t0.1/e".
std::string name_of(std::string_view name, core::Stream stream);

class Writers {
  public:
    // `told_apart`: each source has letters of its own, since nothing stands before its lines.
    Writers(Dice& dice, bool floods, bool told_apart)
        : dice_{&dice}, floods_{floods}, told_apart_{told_apart} {}

    // Gives how many bytes were added to the pipe.
    std::size_t write(PipeEnd& pipe);

  private:
    std::string text(PipeEnd& pipe);

    Dice* dice_;
    bool floods_;
    bool told_apart_;
};

// Of the source with this number; newlines are everybody's.
char own_letter(core::SourceId source, char c);
bool is_of(core::SourceId source, char c);

enum class Mood { open, short_writes, slow, stuck, broken };

class Sink {
  public:
    explicit Sink(Dice& dice) : dice_{&dice} {}

    // How much of it is taken; fewer than offered: nothing more now.
    std::size_t take(std::string_view offered);
    bool writable() const {
        return mood == Mood::open || mood == Mood::short_writes || (mood == Mood::slow && room > 0);
    }

    Mood mood = Mood::open;
    std::size_t room = 0;   // while slow
    bool full = false;      // what it does not take, it does not take for want of space
    std::size_t unread = 0; // of what it got
    std::string got;

  private:
    Dice* dice_;
};

} // namespace ganger::sim
