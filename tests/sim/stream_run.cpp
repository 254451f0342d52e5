#include "stream_run.hpp"

#include "stream_simulation.hpp"

#include <algorithm>

namespace ganger::sim {

using namespace core;

void StreamSimulation::open_sources() {
    const std::size_t count = 1 + dice_.below(5);
    const std::size_t types = 1 + dice_.below(3);
    const bool apart = two_streams();
    for (std::size_t i = 0; i < count; ++i) {
        const auto type = fmt::format("t{}", i % types);
        for (const Stream stream : every_stream)
            if (apart == (stream != Stream::both)) open_source(LaunchId{i + 1}, stream, type);
    }
}

void StreamSimulation::open_source(LaunchId launch, Stream stream, std::string type) {
    PipeEnd pipe;
    pipe.source = source_of(launch, stream);
    pipe.name = fmt::format("{}.{}", type, static_cast<std::uint64_t>(launch));
    pipe.type = std::move(type);
    pipe.shown_as = name_of(pipe.name, stream);
    tell(SourceOpened{pipe.source, pipe.name, pipe.type});
    pipes_.push_back(std::move(pipe));
}

PipeEnd& StreamSimulation::pipe_of(SourceId source) {
    return *std::find_if(pipes_.begin(), pipes_.end(),
                         [&](const PipeEnd& pipe) { return pipe.source == source; });
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
    if (const auto* close = std::get_if<CloseSource>(&action)) {
        PipeEnd& pipe = pipe_of(close->source);
        note("{} is cut with {} bytes in it", pipe.shown_as, pipe.in_pipe.size());
        if (pipe.gone) complain(pipe.shown_as + " is cut twice");
        if (pipe.last_words && pipe.read.size() < *pipe.last_words && !stopping_)
            complain(pipe.shown_as + " loses its last words");
        if (pipe.leader && !stopping_) complain(pipe.shown_as + " is cut while its leader lives");
        pipe.gone = pipe.cut = true;
    } else if (const auto* resume = std::get_if<ResumeReading>(&action)) {
        note("{} may be read again", pipe_of(resume->source).shown_as);
        pipe_of(resume->source).resting = false;
        pipe_of(resume->source).silent_since = now_;
    } else if (std::holds_alternative<WidenPipe>(action)) {
        // Pipes of the simulation have no bounds.
    } else if (const auto* answer = std::get_if<AnswerQuery>(&action)) {
        note("{} is answered", pipe_of(answer->source).shown_as);
    } else if (std::holds_alternative<ReportSinkLost>(action)) {
        if (std::exchange(told_lost_, true)) complain("the sink is told to be lost twice");
    } else if (const auto* said = std::get_if<SayAside>(&action)) {
        note("beside the stream: {}", said->text);
        own_said_aside(said->text);
        if (!said->text.starts_with("cannot write")) return;
        if (warned_ && now_ < *warned_ + std::chrono::minutes{1})
            complain("a full sink is told of twice within a minute");
        warned_ = now_;
    } else {
        note("the stream is finished");
        if (finished_) complain("the stream is finished twice");
        finished_ = true;
    }
}

// In their order, and only where the stream is gone.
void StreamSimulation::own_said_aside(std::string_view text) {
    const auto found =
        std::find_if(own_.begin(), own_.end(), [&](const OwnLine& own) { return own.text == text; });
    if (found == own_.end()) return;
    const auto place = static_cast<std::size_t>(found - own_.begin());
    if (sink_.mood != Mood::broken) complain(fmt::format("'{}' is said beside a stream that is read", text));
    if (own_aside_ > 0 && place <= last_aside_) complain(fmt::format("'{}' is said out of order", text));
    last_aside_ = place;
    ++own_aside_;
}

bool StreamSimulation::read(PipeEnd& pipe, std::size_t most) {
    if (pipe.gone || pipe.resting) return false;
    if (pipe.in_pipe.empty()) {
        if (pipe.leader || pipe.grandchild) return false;
        note("{} is closed", pipe.shown_as);
        pipe.gone = true;
        tell(SourceClosed{pipe.source});
        return true;
    }
    const std::size_t want = std::min({router_.allowance(pipe.source), most, pipe.in_pipe.size()});
    if (want == 0) {
        note("{} may not be read", pipe.shown_as);
        pipe.resting = true;
        return false;
    }
    std::size_t count = 0;
    for (std::span<char> piece : router_.room(pipe.source, want))
        count += std::string_view(pipe.in_pipe).substr(count, want - count).copy(piece.data(), piece.size());
    if (count != want) complain(fmt::format("room for {} of {} bytes", count, want));
    note("{} bytes of {} are read", count, pipe.shown_as);
    pipe.read.append(pipe.in_pipe, 0, count);
    pipe.in_pipe.erase(0, count);
    tell(BytesRead{pipe.source, count});
    last_line_goes_on(pipe);
    return true;
}

// The leader's last words are read, and it was within a line: which somebody else may be writing.
void StreamSimulation::last_line_goes_on(PipeEnd& pipe) {
    if (!pipe.last_words || pipe.complete || pipe.read.size() < *pipe.last_words) return;
    pipe.silent_since = now_;
    const auto begun = pipe.last_words.value();
    if (begun == 0 || pipe.read[begun - 1] == '\n') {
        pipe.complete = begun;
    } else if (const auto newline = pipe.read.find('\n', begun); newline != std::string::npos) {
        pipe.complete = newline + 1;
    }
}

// Nobody has gone on with it in time, though nothing kept us from reading.
void StreamSimulation::last_lines_end() {
    for (PipeEnd& pipe : pipes_) {
        const Monotonic due = pipe.silent_since + options_.partial_after;
        if (pipe.gone || !pipe.last_words || pipe.complete || pipe.read.size() < *pipe.last_words) continue;
        if (now_ < due || router_.allowance(pipe.source) == 0) continue;
        if (now_ - due > options_.drain) {
            pipe.silent_since = now_;
        } else {
            pipe.complete = pipe.read.size();
            note("the last line of {} is complete", pipe.shown_as);
        }
    }
}

bool StreamSimulation::read_all() {
    bool any = false;
    for (PipeEnd& pipe : pipes_) any = read(pipe, SIZE_MAX) || any;
    return any;
}

void StreamSimulation::write_aside() {
    while (!finished_ && aside_.mood != Mood::broken) {
        const std::size_t count = aside_.take(router_.output(SinkId::aside));
        if (count == 0) return;
        note("{} bytes go aside", count);
        tell(SinkTook{count, SinkId::aside});
    }
}

// As the engine does it: until there is nothing more, or the sink takes no more.
void StreamSimulation::write_out() {
    write_stream();
    write_aside();
    if (dice_.chance(0.8)) drain_turns(); // the sink alone may have room, within a turn of the engine
}

// Whether somebody has more to do by that.
bool StreamSimulation::drain_turns() {
    const bool made_room = drain_.turn(pipes_);
    if (auto wrong = drain_.complaint(); !wrong.empty()) complain(std::move(wrong));
    if (made_room) {
        note("the drain makes room");
        tell(StreamTick{});
    }
    return made_room || drain_.has_more();
}

std::string_view StreamSimulation::offered() {
    const std::string_view bytes = router_.output();
    if (!is_pipe_ || bytes.empty()) return bytes;
    tell(SinkHolds{sink_.unread});
    return router_.output();
}

// What lies in the pipe is enough for now. Somebody reads all of it meanwhile.
bool StreamSimulation::sink_is_waited_for() {
    const Deadline next = router_.next_deadline();
    if (!is_pipe_ || !next || *next > now_ + std::chrono::milliseconds{10}) return false;
    now_ = std::max(now_, *next);
    sink_.unread = 0;
    tick();
    return true;
}

void StreamSimulation::write_stream() {
    if (sink_.mood == Mood::broken) return;
    if (refused_ && !sink_.writable()) return;
    refused_ = false;
    while (!finished_) {
        const std::string_view offered = this->offered();
        if (offered.empty()) break;
        const std::size_t count = sink_.take(offered);
        note("the sink takes {} of {} bytes", count, offered.size());
        const bool refuses = count < offered.size() && !sink_.writable();
        if (count > 0) tell(SinkTook{count});
        if (refuses && !finished_) {
            refused_ = true;
            if (sink_.full) {
                tell(SinkFull{28});
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
        last_lines_end();
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
            complain(pipe.shown_as + " is not resumed");
}

History StreamSimulation::run() {
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
    const bool in_time = now_ < given_up_at_;
    const Evidence evidence{.sink = sink_.got,
                            .aside = aside_.got,
                            .pipes = pipes_,
                            .own = own_,
                            .own_aside = own_aside_,
                            .counts = router_.counts(),
                            .sink_took_all = in_time && sink_.mood != Mood::broken,
                            .aside_took_all = in_time && aside_.mood != Mood::broken,
                            .max_line = options_.max_line,
                            .format = options_.format};
    history_.violation = judge(evidence);
    if (history_.violation.empty()) history_.violation = follower_.verdict(pipes_);
    if (history_.violation.empty()) history_.violation = drain_.verdict(pipes_);
    if (telling_ == Telling::whole_story && !history_.violation.empty())
        history_.story.push_back("the sink has:\n" + sink_.got);
    return history_;
}

History stream(std::uint64_t seed, Telling telling) {
    return StreamSimulation{seed, telling}.run();
}

} // namespace ganger::sim
