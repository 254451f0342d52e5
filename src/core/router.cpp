#include "back_pressure.hpp"
#include "drop_report.hpp"
#include "foreground.hpp"
#include "palette.hpp"
#include "reminder.hpp"
#include "stream_source.hpp"
#include "waiting_lines.hpp"

#include <ganger/core/router.hpp>

#include <algorithm>
#include <utility>

namespace ganger::core {

namespace {

// Launches that have ended and wait to be read, while an instance is started again and again.
constexpr std::size_t unread_max = 64;
constexpr std::size_t unread_of_instance = 2;

} // namespace

struct Router::Impl {
    explicit Impl(RouterOptions given)
        : options(std::move(given)), times{options.partial_after, options.drain},
          history(options.ring_bytes, options.rings_total, options.types.size()),
          foreground(options.max_line, options.format),
          reminder(options.format, options.hidden, options.quiet) {}

    void on(const SourceOpened& event);
    void on(const BytesRead& event);
    void on(const SourceClosed& event);
    void on(const LeaderEnded& event);
    void on(const Told& event);
    void on(const SinkTook& event);
    void on(const SinkRefused& event);
    void on(const SinkHolds& event) { pressure.sink_holds(event.unread, now, sources); }
    void on(const SinkFull& event);
    void on(const SinkBroke& event);
    void on(const StopBegan&) { stop_began = stop_began.value_or(now); }
    void on(const FinishRequested& event);
    void on(const TerminalResized& event) { foreground.resize(event.size); }
    void on(const StreamTick& event);

    void close(Source& source);
    void give_up_unread(const std::string& name);
    void all_is_said(Source& source);
    void tell_waiting();
    void say(const Told& told);
    bool shows(const Told& told) const { return !options.quiet || told.level == Level::error; }
    void warn(Level level, const std::string& words);
    void drop_if_stalled();
    void end_what_is_late();
    void resume();
    void remove_gone();
    void finish_if_done();
    void give_up();
    Deadline stall_at() const;
    Deadline next_late();

    RouterOptions options;
    LifeTimes times;
    SourceTable sources;
    LogHistory history;
    Foreground foreground;
    Reminder reminder;
    BackPressure pressure;
    DropReport report;
    WaitingLines waiting;
    std::uint64_t read = 0;
    std::size_t ended = 0; // open, without their leader
    bool freed = false;    // output() made room: somebody may be read again
    std::optional<Monotonic> stop_began;
    Deadline flush_at;
    bool finished = false;

    Time time; // of the event in hand
    Monotonic now;
    StreamActions actions;
};

void Router::Impl::on(const SourceOpened& event) {
    if (finished || sources.find(event.source)) return;
    give_up_unread(event.name);
    Source& source = sources.open(event.source);
    source.ring = &history.ring_of(event.type);
    source.speaker = {event.source, instance_number(event.name)};
    source.hidden = std::count(options.hidden.begin(), options.hidden.end(), event.type) > 0;
    foreground.name(source, event.name, color_of(event.type, options.types));
    pressure.opened();
    pressure.check(source, sources);
}

// In a crash loop behind a sink that takes nothing, the pipes of dead launches would take all descriptors:
// the oldest of the same instance goes, and what is in it is counted.
void Router::Impl::give_up_unread(const std::string& name) {
    if (ended == 0 || !pressure.blocking()) return;
    std::size_t all = 0;
    std::size_t of_instance = 0;
    Source* oldest = nullptr;
    sources.each([&](Source& source) {
        if (!source.waits_to_be_read()) return;
        ++all;
        if (source.line.name != name) return;
        ++of_instance;
        if (oldest == nullptr) oldest = &source;
    });
    if (all < unread_max || of_instance < unread_of_instance) return;
    foreground.drop_unread(oldest->life.pending());
    actions.push_back(CloseSource{oldest->id});
    close(*oldest);
}

void Router::Impl::on(const BytesRead& event) {
    Source* source = sources.find(event.source);
    if (!source || source->closed() || event.count == 0) return;
    source->last_read = now;
    if (!source->hidden) read += event.count;
    if (pressure.widen(*source, event.count)) actions.push_back(WidenPipe{source->id, wide_pipe});
    for (std::size_t left = event.count; left > 0;) {
        const std::size_t part = source->life.next_part(*source->ring, left);
        history.append(*source->ring, source->speaker, part, time);
        foreground.push(*source, part, time);
        left -= part;
        if (source->life.read(part, source->speaker.in_line, now, times)) all_is_said(*source);
    }
    pressure.check(*source, sources);
}

// What the leader began to say is complete; what somebody else says then begins a line.
void Router::Impl::all_is_said(Source& source) {
    history.seal(*source.ring, source.speaker, time);
    foreground.push_seal(source);
    tell_waiting();
}

void Router::Impl::on(const LeaderEnded& event) {
    Source* source = sources.find(event.source);
    if (!source || !source->life.speaking()) return;
    ++ended;
    if (source->life.leader_ended(event.pending, source->speaker.in_line, now, times)) all_is_said(*source);
}

void Router::Impl::on(const SourceClosed& event) {
    if (Source* source = sources.find(event.source)) close(*source);
}

void Router::Impl::close(Source& source) {
    if (source.closed()) return;
    if (!source.life.speaking()) --ended;
    source.life.close();
    pressure.closed(source);
    history.seal(*source.ring, source.speaker, time);
    foreground.push_end(source);
    tell_waiting();
}

void Router::Impl::on(const Told& event) {
    if (finished) {
        if (shows(event)) actions.push_back(SayAside{event.text});
        return;
    }
    if (!waiting.add(event)) {
        if (!shows(event)) return;
        foreground.drop_own(
            1 + static_cast<std::uint64_t>(std::count(event.text.begin(), event.text.end(), '\n')));
        return;
    }
    tell_waiting();
}

void Router::Impl::tell_waiting() {
    while (const auto told = waiting.next(sources)) {
        for (auto& line : reminder.once_more(history, told->failed)) say({Level::info, std::move(line), {}});
        history.say(told->level, told->topic, told->text, time);
        if (shows(*told)) say(*told);
    }
}

// Where the stream is gone for good, it goes where it goes in the format raw.
void Router::Impl::say(const Told& told) {
    if (foreground.dead() && options.format.log_format != LogFormat::raw)
        actions.push_back(SayAside{told.text});
    else
        foreground.say(told, time);
}

void Router::Impl::on(const SinkTook& event) {
    if (event.count == 0) return;
    if (event.sink == SinkId::aside) return foreground.aside().take(event.count);
    foreground.take(event.count);
    pressure.sink_took(event.count, now, sources);
    if (const auto words = report.sink_took()) warn(Level::info, *words);
}

void Router::Impl::on(const SinkRefused& event) {
    if (event.sink == SinkId::stream) pressure.sink_refused(now, sources);
}

void Router::Impl::on(const SinkFull& event) {
    if (event.sink == SinkId::aside) return;
    foreground.begin_dropping(sources);
    const auto words = report.sink_full(event.error, foreground.dropped(), now);
    if (words) warn(Level::warning, *words);
}

// The stream itself can't tell it.
void Router::Impl::warn(Level level, const std::string& words) {
    history.say(level, Topic::dropped, words, time);
    actions.push_back(SayAside{words});
}

void Router::Impl::on(const SinkBroke& event) {
    if (event.sink == SinkId::aside) return foreground.aside().lose();
    if (foreground.dead()) return;
    actions.push_back(ReportSinkLost{});
    foreground.drop_all(sources);
}

void Router::Impl::on(const FinishRequested&) {
    if (flush_at) return;
    on(StopBegan{});
    flush_at = now + options.flush;
    ended += sources.hold_open(now + options.partial_after);
    pressure.hurry();
}

void Router::Impl::on(const StreamTick&) {
    pressure.tick(now);
    resume();
    foreground.show_partials(sources, now - options.partial_after);
    drop_if_stalled();
    end_what_is_late();
    if (flush_at && now >= *flush_at) give_up();
}

void Router::Impl::drop_if_stalled() {
    const Deadline stall = stall_at();
    if (!stall || now < *stall) return;
    if (now - *stall > options.stall) {
        pressure.forgive(now); // ganger itself was stopped for a while: the sink has its second anyway
    } else {
        foreground.begin_dropping(sources);
    }
}

// Nobody else than a process that its leader left behind holds these open, and it had its time. What the sink
// keeps us from reading is not lost.
void Router::Impl::end_what_is_late() {
    if (ended == 0) return;
    sources.each([&](Source& source) {
        switch (source.life.look(source.blocked, now, times)) {
        case SourceLife::Late::nobody:
            return;
        case SourceLife::Late::line:
            return all_is_said(source);
        case SourceLife::Late::pipe:
            actions.push_back(CloseSource{source.id});
            return close(source);
        }
    });
}

void Router::Impl::resume() {
    if (foreground.idle() || foreground.dropping()) pressure.sink_caught_up();
    freed = false;
    if (!pressure.blocking()) return;
    pressure.resume(sources, [&](Source& source) {
        actions.push_back(ResumeReading{source.id});
        source.resumed(now, times);
    });
}

void Router::Impl::remove_gone() {
    for (Source* source : foreground.take_gone()) sources.remove(*source);
}

void Router::Impl::finish_if_done() {
    if (!flush_at || finished) return;
    if (pressure.open() > 0 || !waiting.empty()) return;
    foreground.fill();
    if (!foreground.idle()) return;
    foreground.report_dropped();
    if (!foreground.aside().pending().empty()) return;
    finished = true;
    history.end();
    actions.push_back(StreamFinished{*flush_at});
}

// The last of the time is over: what could not be written is counted.
void Router::Impl::give_up() {
    if (finished) return;
    sources.each([&](Source& source) {
        if (source.closed()) return;
        actions.push_back(CloseSource{source.id});
        close(source);
    });
    const bool said = foreground.dead();
    foreground.drop_all(sources);
    foreground.report_dropped();
    if (const auto notice = foreground.take_last_notice(); notice && !said) warn(Level::warning, *notice);
    finished = true;
    history.end();
    actions.push_back(StreamFinished{*flush_at});
}

Deadline Router::Impl::stall_at() const {
    if (!stop_began && !options.drops_when_stalled) return {};
    if (!pressure.behind() || foreground.dropping() || finished) return {};
    return std::max(stop_began.value_or(Monotonic{}), pressure.last_progress()) + options.stall;
}

Deadline Router::Impl::next_late() {
    Deadline first;
    if (ended == 0) return first;
    sources.each([&](Source& source) { first = earlier(first, source.life.due()); });
    return first;
}

Router::Router(RouterOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

StreamActions Router::handle(const StreamEvent& event, Time time) {
    Impl& self = *impl_;
    self.time = time;
    self.now = time.monotonic;
    std::visit([&](const auto& what) { self.on(what); }, event);
    if (self.freed || !std::holds_alternative<BytesRead>(event)) self.resume();
    for (auto& answer : self.foreground.take_answers()) self.actions.emplace_back(std::move(answer));
    self.remove_gone();
    self.finish_if_done();
    return std::exchange(self.actions, {});
}

Deadline Router::next_deadline() const {
    Impl& self = *impl_;
    if (self.finished) return {};
    // No event will come of what output() has met: one is asked for at once.
    if (self.freed || self.foreground.has_answers()) return Monotonic{};
    Deadline first = earlier(self.flush_at, earlier(self.stall_at(), self.next_late()));
    first = earlier(first, self.pressure.look_at_sink());
    if (const Deadline begun = self.foreground.first_partial())
        first = earlier(first, *begun + self.options.partial_after);
    return first;
}

std::size_t Router::allowance(SourceId source) const {
    const Source* found = impl_->sources.find(source);
    return found ? impl_->pressure.allowance(*found) : 0;
}

std::span<const std::span<char>> Router::room(SourceId source, std::size_t want) {
    Source* found = impl_->sources.find(source);
    if (!found || found->closed()) return {};
    return impl_->history.room(*found->ring, std::min(want, impl_->pressure.allowance(*found)));
}

std::string_view Router::output(SinkId sink) {
    Impl& self = *impl_;
    if (sink == SinkId::aside) return self.foreground.aside().pending();
    const std::uint64_t before = self.foreground.formatted();
    const std::size_t room = self.pressure.room_in_sink();
    if (room == 0) return {};
    const std::string_view bytes = self.foreground.output(self.pressure.formatted_ahead());
    if (self.foreground.formatted() != before && self.pressure.blocking()) self.freed = true;
    return bytes.substr(0, room);
}

LogHistory& Router::history() {
    return impl_->history;
}

StreamCounts Router::counts() const {
    StreamCounts counts;
    counts.read = impl_->read;
    counts.written = impl_->foreground.written();
    counts.dropped = impl_->foreground.dropped().bytes;
    counts.dropped_lines = impl_->foreground.dropped().lines;
    counts.dropped_own_lines =
        impl_->foreground.dropped().own_lines + impl_->foreground.aside().dropped_lines();
    counts.held = impl_->foreground.held_in_output();
    impl_->sources.each(
        [&](const Source& source) { counts.held += source.ahead + source.line.carry.size(); });
    return counts;
}

} // namespace ganger::core
