#include "stream_simulation.hpp"

#include <algorithm>

namespace ganger::sim {

using namespace core;
using namespace std::chrono_literals;

void StreamSimulation::something_is_written() {
    PipeEnd& pipe = pipes_[dice_.below(pipes_.size())];
    if (!pipe.leader && !pipe.grandchild) return;
    const std::size_t count = writers_.write(pipe);
    note("{} bytes are written into {}", count, pipe.shown_as);
}

void StreamSimulation::something_is_read() {
    PipeEnd& pipe = pipes_[dice_.below(pipes_.size())];
    const auto most = dice_.chance(0.3) ? 1 + dice_.below(20) : SIZE_MAX;
    read(pipe, most);
}

// All its streams end with it.
void StreamSimulation::end_leader(LaunchId launch) {
    const bool lives = std::any_of(pipes_.begin(), pipes_.end(), [&](const PipeEnd& pipe) {
        return launch_of(pipe.source) == launch && !pipe.last_words;
    });
    if (!lives) return;
    for (PipeEnd& pipe : pipes_) {
        if (launch_of(pipe.source) != launch) continue;
        pipe.leader = false;
        note("the leader of {} ends with {} bytes in the pipe", pipe.shown_as, pipe.in_pipe.size());
        pipe.last_words = pipe.read.size() + pipe.in_pipe.size();
        tell(LeaderEnded{pipe.source, pipe.in_pipe.size()});
        last_line_goes_on(pipe);
    }
    own_.push_back({fmt::format("t{} ended", own_.size()), launch});
    tell(Told{Level::info, own_.back().text, launch});
}

// One stream alone, as `exec 2>&-` does.
void StreamSimulation::close_stream(PipeEnd& pipe) {
    if (!pipe.leader || stream_of(pipe.source) == Stream::both) return;
    note("{} is closed by its leader", pipe.shown_as);
    pipe.leader = false;
}

void StreamSimulation::somebody_ends() {
    PipeEnd& pipe = pipes_[dice_.below(pipes_.size())];
    if (dice_.chance(0.3)) pipe.grandchild = pipe.leader;
    if (dice_.chance(0.5)) {
        end_leader(launch_of(pipe.source));
    } else if (!pipe.leader) {
        pipe.grandchild = false;
    } else if (dice_.chance(0.5)) {
        close_stream(pipe);
    }
}

void StreamSimulation::something_is_told() {
    own_.push_back({fmt::format("t{} said", own_.size()), {}});
    note("'{}'", own_.back().text);
    tell(Told{Level::info, own_.back().text, {}});
}

void StreamSimulation::the_aside_changes() {
    if (aside_.mood == Mood::broken) return;
    aside_.mood = dice_.pick(std::vector{Mood::open, Mood::open, Mood::short_writes, Mood::stuck});
    if (dice_.chance(0.02)) {
        aside_.mood = Mood::broken;
        tell(SinkBroke{32, SinkId::aside});
    }
    note("the sink aside is {}", static_cast<int>(aside_.mood));
}

void StreamSimulation::the_sink_changes() {
    if (raw() && dice_.chance(0.3)) return the_aside_changes();
    if (sink_.mood == Mood::broken) return;
    if (sink_.mood == Mood::slow && dice_.chance(0.8)) {
        sink_.room += dice_.below(dice_.chance(0.2) ? 100000 : 100);
    } else if (dice_.chance(0.01)) {
        sink_.mood = Mood::broken;
        note("the sink breaks");
        tell(SinkBroke{32});
    } else if (dice_.chance(0.02)) {
        sink_.mood = Mood::stuck;
        note("the sink is full");
        tell(SinkFull{28});
    } else {
        sink_.mood = dice_.pick(std::vector{Mood::open, Mood::short_writes, Mood::slow, Mood::stuck});
        sink_.room = 0;
        sink_.full = dice_.chance(0.1);
        note("the sink is {}", static_cast<int>(sink_.mood));
    }
}

void StreamSimulation::time_passes() {
    do { // the engine has nothing better to do
        write_out();
    } while (read_all() || drain_turns());
    Monotonic until = now_ + dice_.between(0ms, dice_.chance(0.1) ? 5000ms : 150ms);
    const Deadline next = router_.next_deadline();
    if (!late_ && next && *next < until) until = std::max(*next, now_);
    now_ = until;
    if (is_pipe_ && sink_.writable()) sink_.unread = dice_.chance(0.3) ? 0 : dice_.below(sink_.unread + 1);
    note("time passes");
    if ((next && *next <= now_) || dice_.chance(0.1)) tick();
}

void StreamSimulation::stop() {
    if (stopping_) return;
    stopping_ = true;
    note("a stop begins");
    tell(StopBegan{});
}

void StreamSimulation::step() {
    const std::size_t what = dice_.below(100);
    if (what < 30) {
        something_is_written();
    } else if (what < 65) {
        something_is_read();
    } else if (what < 67) {
        somebody_ends();
    } else if (what < 71) {
        something_is_told();
    } else if (what < 79) {
        the_sink_changes();
    } else {
        time_passes();
    }
    if (!dice_.chance(0.3)) write_out();
    if (dice_.chance(0.1)) follower_.read_some();
    if (dice_.chance(0.05)) drain_.changes();
    check();
}

// With a sink that takes all, everything is read in the end.
void StreamSimulation::heal() {
    if (sink_.mood != Mood::broken) sink_.mood = Mood::open;
    if (aside_.mood != Mood::broken) aside_.mood = Mood::open;
    note("the sink takes all");
    do {
        write_out();
        check();
    } while (read_all() || sink_is_waited_for() || drain_turns());
    for (const PipeEnd& pipe : pipes_)
        if (!pipe.gone && !pipe.in_pipe.empty()) complain(fmt::format("{} is never read", pipe.shown_as));
    const bool waits = options_.format.log_format == LogFormat::json; // for the end of the line
    if (router_.counts().held > 0 && !waits && !router_.next_deadline())
        complain("a partial line would never be shown");
    if (sink_.mood == Mood::open) say_something_new();
}

// The first newline may end a line whose beginning was dropped.
void StreamSimulation::say_something_new() {
    const auto before = sink_.got.size();
    const auto alive =
        std::find_if(pipes_.begin(), pipes_.end(), [](const PipeEnd& pipe) { return pipe.leader; });
    if (alive == pipes_.end()) return;
    alive->in_pipe += "\n\n";
    while (read(*alive, SIZE_MAX) || sink_is_waited_for() || drain_turns()) write_out();
    if (sink_.got.size() == before) complain("the sink takes all again and gets nothing");
}

void StreamSimulation::finish() {
    for (PipeEnd& pipe : pipes_) {
        end_leader(launch_of(pipe.source));
        if (dice_.chance(0.5)) pipe.grandchild = false;
    }
    note("nothing runs any more");
    stopping_ = true;
    tell(FinishRequested{});
    given_up_at_ = now_ + options_.flush;
    while (!finished_ && history_.violation.empty()) {
        while (!finished_ && read_all()) write_out();
        write_out();
        if (finished_) break;
        if (drain_turns()) continue;
        const Deadline next = router_.next_deadline();
        if (!next || *next > given_up_at_) return complain("the stream does not finish in time");
        now_ = std::max(now_, *next);
        tick();
        if (dice_.chance(0.2)) the_sink_changes();
    }
}

} // namespace ganger::sim
