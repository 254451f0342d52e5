#include "stream_drain.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ganger::sim {

using namespace core;

namespace {

constexpr std::size_t batch_lines = 50;
constexpr std::size_t turn_lines = 200;

} // namespace

StreamDrain::StreamDrain(LogHistory& history, Dice& dice, std::size_t max_line)
    : history_(&history), dice_(&dice), reader_("a drain", history, dice, {}, max_line),
      always_takes_(dice.chance(0.3)) {}

void StreamDrain::changes() {
    if (!always_takes_) mood_ = dice_->pick(std::vector{Mood::takes_all, Mood::takes_some, Mood::takes_none});
}

bool StreamDrain::takes() {
    switch (mood_) {
    case Mood::takes_all:
        return true;
    case Mood::takes_some:
        return dice_->chance(0.5);
    case Mood::takes_none:
        break;
    }
    return false;
}

void StreamDrain::read() {
    const std::size_t most = dice_->chance(0.2) ? dice_->below(5) + 1 : turn_lines;
    has_more_ = false;
    for (std::size_t count = 0; count < most && batch_ < batch_lines; ++count, ++batch_)
        if (!reader_.read_one()) return;
    has_more_ = true;
}

bool StreamDrain::turn(const std::vector<PipeEnd>& pipes) {
    if (waits_ && !takes()) return false;
    read();
    const bool sent = takes();
    if (sent) batch_ = 0;
    waits_ = !sent;
    reader_.be_waited_for(sent);
    const bool made_room = history_->keep_what_is_waited_for();
    promise(sent, pipes);
    return made_room;
}

// Where lines were lost, the ends of some may yet come: they count then.
void StreamDrain::promise(bool waited_for, const std::vector<PipeEnd>& pipes) {
    if (!waited_for) promised_ = false;
    if (promised_ || !waited_for || has_more_) return;
    promised_ = true;
    lost_before_ = reader_.lost();
    if (lost_before_ > 0)
        lost_before_ += static_cast<std::uint64_t>(std::count_if(
            pipes.begin(), pipes.end(), [](const PipeEnd& pipe) { return !pipe.read.ends_with('\n'); }));
}

std::string StreamDrain::complaint() const {
    if (!promised_ || reader_.lost() <= lost_before_) return {};
    return fmt::format("a drain that is waited for loses {} lines", reader_.lost() - lost_before_);
}

} // namespace ganger::sim
