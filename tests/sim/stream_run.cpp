#include "stream_run.hpp"

#include "lives_dice.hpp"
#include "stream_judge.hpp"
#include "stream_world.hpp"

#include <ganger/core/router.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ganger::sim {

using namespace core;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t name_width = 7;

RouterOptions thrown_options(Dice& dice) {
    RouterOptions options;
    options.format.name_width = name_width;
    options.ring_bytes = 65536;
    options.max_line = dice.pick(std::vector<std::size_t>{120, 500, 65536});
    LineFormat& format = options.format;
    format.timestamps = dice.pick(
        std::vector{Timestamps::none, Timestamps::none, Timestamps::time, Timestamps::ms, Timestamps::iso});
    format.log_format = dice.pick(std::vector{LogFormat::plain, LogFormat::pretty, LogFormat::json});
    format.colors = dice.chance(0.3);
    format.terminal = dice.chance(0.2);
    if (format.log_format == LogFormat::json) { // as the command line does it
        format.colors = format.terminal = false;
        options.max_line = std::max(options.max_line, std::size_t{500});
    }
    return options;
}

class StreamSimulation {
  public:
    StreamSimulation(std::uint64_t seed, bool telling)
        : telling_{telling}, dice_{seed}, options_{thrown_options(dice_)}, router_{options_},
          writers_{dice_, dice_.chance(0.05)}, sink_{dice_}, late_{dice_.chance(0.3)} {}

    StreamHistory run();

  private:
    void open_sources();
    void step();
    void something_is_written();
    void something_is_read();
    void somebody_ends();
    void something_is_told();
    void the_sink_changes();
    void time_passes();
    void stop();
    void finish();
    void heal();

    bool read(PipeEnd& pipe, std::size_t most);
    bool read_all();
    void write_out();
    void end_leader(PipeEnd& pipe);
    void tell(const StreamEvent& event);
    void perform(const StreamAction& action);
    void tick();
    void check();
    void complain(std::string text) {
        if (history_.violation.empty()) history_.violation = std::move(text);
    }
    template <class... Args>
    void note(fmt::format_string<Args...> format, Args&&... args) {
        if (!telling_) return;
        const auto at = std::chrono::duration_cast<std::chrono::milliseconds>(now_.time_since_epoch() - 1h);
        history_.story.push_back(fmt::format("{:6} ms  ", at.count()) +
                                 fmt::format(format, std::forward<Args>(args)...));
    }

    bool telling_;
    Dice dice_;
    RouterOptions options_;
    Router router_;
    Writers writers_;
    Sink sink_;
    bool late_;
    std::vector<PipeEnd> pipes_;
    std::vector<OwnLine> own_;
    Monotonic now_{1h};
    Monotonic given_up_at_;
    bool refused_ = false;
    bool stopping_ = false;
    bool finished_ = false;
    bool told_lost_ = false;
    StreamHistory history_;
};

void StreamSimulation::open_sources() {
    const std::size_t count = 1 + dice_.below(5);
    const std::size_t types = 1 + dice_.below(3);
    for (std::size_t i = 0; i < count; ++i) {
        PipeEnd pipe;
        pipe.source = SourceId{pipes_.size() + 1};
        pipe.type = fmt::format("t{}", i % types);
        pipe.name = fmt::format("{}.{}", pipe.type, pipes_.size() + 1);
        tell(SourceOpened{pipe.source, pipe.name, pipe.type});
        pipes_.push_back(pipe);
    }
}

void StreamSimulation::tell(const StreamEvent& event) {
    ++history_.events;
    for (const StreamAction& action : router_.handle(event, {now_, Wall(now_.time_since_epoch())}))
        perform(action);
    const StreamCounts counts = router_.counts();
    if (counts.read != counts.written + counts.dropped + counts.held)
        complain(fmt::format("read {}, written {}, dropped {}, held {}", counts.read, counts.written,
                             counts.dropped, counts.held));
}

void StreamSimulation::perform(const StreamAction& action) {
    const auto pipe_of = [&](SourceId source) -> PipeEnd& {
        return pipes_[static_cast<std::size_t>(source) - 1];
    };
    if (const auto* close = std::get_if<CloseSource>(&action)) {
        PipeEnd& pipe = pipe_of(close->source);
        note("{} is cut with {} bytes in it", pipe.name, pipe.in_pipe.size());
        if (pipe.gone) complain(pipe.name + " is cut twice");
        if (pipe.last_words && pipe.read.size() < *pipe.last_words && !stopping_)
            complain(pipe.name + " loses its last words");
        if (pipe.leader && !stopping_) complain(pipe.name + " is cut while its leader lives");
        pipe.gone = pipe.cut = true;
    } else if (const auto* resume = std::get_if<ResumeReading>(&action)) {
        note("{} may be read again", pipe_of(resume->source).name);
        pipe_of(resume->source).resting = false;
    } else if (std::holds_alternative<ReportSinkLost>(action)) {
        if (std::exchange(told_lost_, true)) complain("the sink is told to be lost twice");
    } else {
        note("the stream is finished");
        if (finished_) complain("the stream is finished twice");
        finished_ = true;
    }
}

bool StreamSimulation::read(PipeEnd& pipe, std::size_t most) {
    if (pipe.gone || pipe.resting) return false;
    if (pipe.in_pipe.empty()) {
        if (pipe.leader || pipe.grandchild) return false;
        note("{} is closed", pipe.name);
        pipe.gone = true;
        tell(SourceClosed{pipe.source});
        return true;
    }
    const std::size_t want = std::min({router_.allowance(pipe.source), most, pipe.in_pipe.size()});
    if (want == 0) {
        note("{} may not be read", pipe.name);
        pipe.resting = true;
        return false;
    }
    std::size_t count = 0;
    for (std::span<char> piece : router_.room(pipe.source, want))
        count += std::string_view(pipe.in_pipe).substr(count, want - count).copy(piece.data(), piece.size());
    if (count != want) complain(fmt::format("room for {} of {} bytes", count, want));
    note("{} bytes of {} are read", count, pipe.name);
    pipe.read.append(pipe.in_pipe, 0, count);
    pipe.in_pipe.erase(0, count);
    history_.bytes += count;
    tell(BytesRead{pipe.source, count});
    return true;
}

bool StreamSimulation::read_all() {
    bool any = false;
    for (PipeEnd& pipe : pipes_) any = read(pipe, SIZE_MAX) || any;
    return any;
}

// As the engine does it: until there is nothing more, or the sink takes no more.
void StreamSimulation::write_out() {
    if (sink_.mood == Mood::broken) return;
    if (refused_ && !sink_.writable()) return;
    refused_ = false;
    while (!finished_) {
        const std::string_view offered = router_.output();
        if (offered.empty()) break;
        const std::size_t count = sink_.take(offered);
        note("the sink takes {} of {} bytes", count, offered.size());
        const bool refuses = count < offered.size() && !sink_.writable();
        if (count > 0) tell(SinkTook{count});
        if (refuses && !finished_) {
            refused_ = true;
            if (sink_.full) {
                tell(SinkFull{});
            } else {
                tell(SinkRefused{});
            }
            break;
        }
    }
}

void StreamSimulation::tick() {
    // What was read long ago may be formatted only now: then its time is over at once.
    for (int i = 0; i < 3; ++i) {
        tell(StreamTick{});
        write_out();
        const Deadline next = router_.next_deadline();
        if (!next || *next > now_) return;
    }
    complain("a deadline stays in the past");
}

void StreamSimulation::check() {
    const Deadline next = router_.next_deadline();
    if (next && *next == Monotonic{}) tick();
    const std::size_t most = 3 * 65536 + (256 + 8) * 1024 + (pipes_.size() + 1) * options_.max_line;
    if (router_.counts().held > most) complain(fmt::format("{} bytes are held", router_.counts().held));
    for (const PipeEnd& pipe : pipes_)
        if (pipe.resting && !pipe.gone && router_.allowance(pipe.source) > 0)
            complain(pipe.name + " is not resumed");
}

void StreamSimulation::something_is_written() {
    PipeEnd& pipe = pipes_[dice_.below(pipes_.size())];
    if (!pipe.leader && !pipe.grandchild) return;
    const std::size_t count = writers_.write(pipe);
    note("{} bytes are written into {}", count, pipe.name);
}

void StreamSimulation::something_is_read() {
    PipeEnd& pipe = pipes_[dice_.below(pipes_.size())];
    const auto most = dice_.chance(0.3) ? 1 + dice_.below(20) : SIZE_MAX;
    read(pipe, most);
}

void StreamSimulation::end_leader(PipeEnd& pipe) {
    if (!pipe.leader) return;
    pipe.leader = false;
    note("the leader of {} ends with {} bytes in the pipe", pipe.name, pipe.in_pipe.size());
    pipe.last_words = pipe.read.size() + pipe.in_pipe.size();
    tell(LeaderEnded{pipe.source, pipe.in_pipe.size()});
    own_.push_back({fmt::format("t{} ended", own_.size()), pipe.source});
    tell(Told{Level::info, own_.back().text, pipe.source});
}

void StreamSimulation::somebody_ends() {
    PipeEnd& pipe = pipes_[dice_.below(pipes_.size())];
    if (dice_.chance(0.3)) pipe.grandchild = pipe.leader;
    if (dice_.chance(0.5)) {
        end_leader(pipe);
    } else if (!pipe.leader) {
        pipe.grandchild = false;
    }
}

void StreamSimulation::something_is_told() {
    own_.push_back({fmt::format("t{} said", own_.size()), {}});
    note("'{}'", own_.back().text);
    tell(Told{Level::info, own_.back().text, {}});
}

void StreamSimulation::the_sink_changes() {
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
        tell(SinkFull{});
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
    } while (read_all());
    Monotonic until = now_ + dice_.between(0ms, dice_.chance(0.1) ? 5000ms : 150ms);
    const Deadline next = router_.next_deadline();
    if (!late_ && next && *next < until) until = std::max(*next, now_);
    now_ = until;
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
    check();
}

// With a sink that takes all, everything is read in the end.
void StreamSimulation::heal() {
    if (sink_.mood != Mood::broken) sink_.mood = Mood::open;
    note("the sink takes all");
    do {
        write_out();
        check();
    } while (read_all());
    for (const PipeEnd& pipe : pipes_)
        if (!pipe.gone && !pipe.in_pipe.empty()) complain(fmt::format("{} is never read", pipe.name));
    const bool waits = options_.format.log_format == LogFormat::json; // for the end of the line
    if (router_.counts().held > 0 && !waits && !router_.next_deadline())
        complain("a partial line would never be shown");
}

void StreamSimulation::finish() {
    for (PipeEnd& pipe : pipes_) {
        end_leader(pipe);
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
        const Deadline next = router_.next_deadline();
        if (!next || *next > given_up_at_) return complain("the stream does not finish in time");
        now_ = std::max(now_, *next);
        tick();
        if (dice_.chance(0.2)) the_sink_changes();
    }
}

StreamHistory StreamSimulation::run() {
    open_sources();
    const std::size_t steps = dice_.below(400);
    const std::size_t stop_at = dice_.chance(0.4) ? dice_.below(400) : steps;
    for (std::size_t i = 0; i < steps && history_.violation.empty(); ++i) {
        if (i == stop_at) stop();
        step();
    }
    if (dice_.chance(0.5)) heal();
    if (history_.violation.empty()) finish();
    if (!history_.violation.empty()) return history_;
    Evidence evidence{sink_.got,         pipes_,         own_, router_.counts(), sink_.mood != Mood::broken,
                      options_.max_line, options_.format};
    if (now_ >= given_up_at_) evidence.sink_took_all = false;
    history_.violation = judge(evidence);
    if (telling_ && !history_.violation.empty()) history_.story.push_back("the sink has:\n" + sink_.got);
    return history_;
}

} // namespace

StreamHistory stream(std::uint64_t seed, bool telling) {
    return StreamSimulation{seed, telling}.run();
}

} // namespace ganger::sim
