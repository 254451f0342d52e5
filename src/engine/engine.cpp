#include "engine.hpp"

#include <ganger/os/child_handle.hpp>
#include <ganger/os/clock.hpp>
#include <ganger/os/memory_reserve.hpp>
#include <ganger/os/pty.hpp>
#include <ganger/os/resident_memory.hpp>
#include <ganger/os/signals.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <exception>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <variant>

namespace ganger::engine {

using namespace std::chrono_literals;

namespace {

// Events handled before others get their turn: a start of hundreds of processes must not make us deaf to
// signals and output.
constexpr auto turn_time = 5ms;
// So much is written at once, while it is still in the processor's cache.
constexpr std::size_t much = std::size_t{64} << 10;
constexpr auto settled_after = 2s;  // what was started is ready, as a rule
constexpr auto last_flush = 2s;     // to places more
constexpr auto last_events = 500ms; // to those who follow the logs
constexpr auto between_recoveries = 10ms;
// Each tick looks at every instance: hundreds that become ready one after the other share a few.
constexpr auto between_ticks = 4ms;

// A look reads the list of all our children, so it costs the more, the more leaders live: not much of the
// time shall go into looking while hundreds end at once, and nothing shall wait when a few do.
constexpr auto between_looks = 50us;
constexpr auto between_looks_per_leader = 10us;
// What comes in without end, such as launches that fail and are tried again at once, must not keep us from
// it.
constexpr auto longest_without_look = 50ms;

} // namespace

Engine::Engine(RunRequest request, Ground ground)
    : plan_(std::move(request.plan)), format_(request.stream.format),
      size_without_terminal_(request.size_without_terminal), ground_(std::move(ground)),
      supervisor_(std::move(request.supervised), std::random_device{}()), types_(request.stream.types),
      router_(request.stream), pump_context_{io_, router_, resting_place_,
                                             [this](const core::StreamEvent& event) {
                                                 report_stream(event);
                                             }},
      sink_(io_, router_, core::SinkId::stream, std::move(ground_.output), pump_context_.report),
      drains_(
          io_, router_.history(), std::move(request.drains), {request.app.name, ground_.run},
          [this](core::Level level, std::string text) {
              report_stream(core::Told{level, std::move(text), {}, {}});
          },
          [this] { report_stream(core::StreamTick{}); }),
      signals_(io_, std::move(ground_.signals)),
      ends_(io_, std::move(ground_.ends), [this](core::LaunchId launch) { check_end(launch); }),
      remnants_(ground_.run, LaunchGroups(ground_.run)),
      oom_kills_([this](std::uint64_t count) { report(core::OomKillsCounted{count}); }),
      ledger_(std::move(request.folder), request.app_id, ground_.run) {
    if (ground_.aside)
        aside_.emplace(io_, router_, core::SinkId::aside, std::move(*ground_.aside), pump_context_.report);
    else
        report_stream(core::SinkBroke{EBADF, core::SinkId::aside});
    if (ground_.keyboard) keys_.emplace(io_, std::move(ground_.keyboard));
    fit_ptys();
    app_ = std::move(request.app);
    if (request.service) service_.emplace(std::move(request.service->socket), request.service->watchdog);
    scale_ = std::move(request.scale);
    explain_ = std::move(request.explain);
    if (request.control) open_control(std::move(request.control), request.askers);
    for (const auto& words : request.first_words) report_stream(words);
}

int Engine::run() {
    watch_signals();
    ends_.wait();
    settled_.expires_after(settled_after);
    settled_.async_wait([](const boost::system::error_code&) { os::give_back_startup_memory(); });
    report(core::StartRequested{});
    for (;;) {
        try {
            io_.run();
            return status_;
        } catch (const std::exception& error) {
            recover(error);
        }
    }
}

void Engine::leave() {
    keys_.reset();
    control_.reset();
    remnants_.groups().remove_empty();
    ledger_.close();
}

// Of several actions one that fails keeps nobody from the others.
template <class Action>
void Engine::attempt(const Action& action) {
    try {
        std::visit([this](const auto& what) { this->perform(what); }, action);
    } catch (const std::exception& error) {
        stop_because_of(error);
    }
}

// A bug, or no memory for longer than we can wait. The children must not pay for it more than by an orderly
// end.
void Engine::stop_because_of(const std::exception& error) {
    report(core::StopCaused{std::string("an internal error: ") + error.what(), 1});
}

// What was under way is lost, and whatever it would have waited for, too: all that ends the app is waited for
// anew. Something waited for twice is harmless.
void Engine::recover(const std::exception& error) {
    for (;;) {
        try {
            turn_scheduled_ = false;
            look_waits_ = false;
            look_due_ = true;
            armed_.reset();
            stop_because_of(error);
            watch_signals();
            ends_.wait();
            for (auto& [launch, child] : children_) check_end(launch);
            if (supervisor_.snapshot().phase == core::Phase::ended) report_stream(core::FinishRequested{});
            return;
        } catch (const std::exception&) {
            os::rest(between_recoveries);
        }
    }
}

void Engine::report(core::Event event) {
    inbox_.push_back(std::move(event));
    schedule_turn();
}

void Engine::report_stream(const core::StreamEvent& event) {
    for (const auto& action : router_.handle(event, os::now())) attempt(action);
    if (const auto* closed = std::get_if<core::SourceClosed>(&event)) pumps_.erase(closed->source);
    if (const auto* read = std::get_if<core::BytesRead>(&event)) unwritten_ += read->count;
    if (unwritten_ >= much) flush();
    schedule_turn();
}

void Engine::schedule_turn() {
    if (turn_scheduled_) return;
    boost::asio::post(io_, [this] { turn(); });
    turn_scheduled_ = true;
}

void Engine::turn() {
    turn_scheduled_ = false;
    if (!os::restore_memory_reserve()) report(core::StopCaused{"no memory is left", 1});
    remnants_.forget_what_was_seen();
    oom_kills_.look_again(os::now().monotonic);
    drain_inbox();
    if (look_due_ && (inbox_.empty() || os::now().monotonic - last_look_ > longest_without_look)) look();
    flush();
    drains_.wake();
    if (service_) service_->tell(supervisor_, os::now().monotonic);
    if (control_) control_->wake();
    arm_timer();
    if (!inbox_.empty()) schedule_turn();
}

// What goes aside comes behind what it is about, should both lead to the same place.
void Engine::flush() {
    unwritten_ = 0;
    sink_.flush();
    if (aside_) aside_->flush();
}

void Engine::look() {
    const auto now = os::now().monotonic;
    const auto leaders = static_cast<int>(remnants_.leaders());
    const auto due = last_look_ + between_looks + leaders * between_looks_per_leader;
    if (now < due && !remnants_.all_is_gone()) {
        if (std::exchange(look_waits_, true)) return;
        look_timer_.expires_after(due - now);
        look_timer_.async_wait([this](const boost::system::error_code&) {
            look_waits_ = false;
            schedule_turn();
        });
        return;
    }
    look_due_ = false;
    last_look_ = now;
    auto events = remnants_.look();
    ledger_.note(events);
    std::move(events.begin(), events.end(), std::back_inserter(inbox_));
    drain_inbox();
    if (!look_due_) return;
    remnants_.all_is_gone() ? look() : schedule_turn();
}

void Engine::drain_inbox() {
    const auto until = os::now().monotonic + turn_time;
    while (!inbox_.empty()) {
        const core::Event event = std::move(inbox_.front());
        inbox_.pop_front();
        const core::Time time = os::now();
        handle(event, time);
        if (time.monotonic >= until) return;
    }
}

void Engine::handle(const core::Event& event, const core::Time& time) {
    for (const auto& action : supervisor_.handle(event, time)) attempt(action);
    if (service_) service_->touched(supervisor_.phase(), time.monotonic);
}

// Armed anew only for an earlier deadline: a tick that comes too early is harmless, and cheaper than moving
// the timer at each byte.
void Engine::arm_timer() {
    auto deadline = core::earlier(supervisor_.next_deadline(), router_.next_deadline());
    if (service_) deadline = core::earlier(deadline, service_->next_deadline());
    if (!deadline || (armed_ && *armed_ <= *deadline)) return;
    armed_ = deadline;
    const auto at = std::max(*deadline, last_tick_ + between_ticks);
    timer_.expires_at(std::chrono::steady_clock::time_point(
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(at.time_since_epoch())));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        armed_.reset();
        last_tick_ = os::now().monotonic;
        report(core::Tick{});
        report_stream(core::StreamTick{});
    });
}

void Engine::check_end(core::LaunchId launch) {
    const auto place = children_.find(launch);
    if (place == children_.end() || place->second.end_reported) return;
    Child& child = place->second;
    const auto ending = os::peek_end(child.pid);
    if (!ending) return;
    for (const auto stream : core::every_stream) {
        const auto pump = pumps_.find(core::source_of(launch, stream));
        if (pump == pumps_.end()) continue;
        const auto held = pump->second; // whatever comes of it
        held->leader_ended();
    }
    if (core::is_sigkill(*ending)) oom_kills_.look();
    report(core::Ended{launch, *ending});
    child.end_reported = true;
}

core::TerminalSize Engine::pty_size() const {
    return core::pty_size(os::terminal_size(1), size_without_terminal_, format_);
}

// The kernel tells the processes in them.
void Engine::fit_ptys() {
    if (const auto size = os::terminal_size(1)) report_stream(core::TerminalResized{*size});
    for (const auto& [source, pump] : pumps_)
        if (pump->is_pty()) pump->resize(pty_size());
}

void Engine::perform(const core::Reap& reap) {
    const auto place = children_.find(reap.launch);
    if (place == children_.end()) return;
    os::reap(place->second.pid);
    children_.erase(place);
    std::erase(unwatched_, reap.launch);
    remnants_.leader_reaped(reap.launch);
    look_due_ = true;
}

void Engine::perform(const core::Look& look) {
    if (look.launch == core::no_launch) remnants_.look_for_the_rest();
    look_due_ = true;
}

void Engine::perform(const core::Say& say) {
    report_stream(core::Told{say.level, say.text, say.after, say.topic, say.failed});
}

void Engine::perform(const core::SayAside& say) {
    say_aside("ganger: " + say.text + "\n");
}

void Engine::perform(const core::Suspend&) {
    if (keys_) keys_->leave();
    os::stop_ourselves();
    fit_ptys(); // nobody told us while we stood in the background
    if (keys_) keys_->look();
    report(core::Resumed{});
}

void Engine::perform(const core::StopStream&) {
    report_stream(core::StopBegan{});
}

void Engine::perform(const core::Quit& quit) {
    status_ = quit.status;
    report_stream(core::FinishRequested{});
}

void Engine::perform(const core::CloseSource& close) {
    const auto place = pumps_.find(close.source);
    if (place == pumps_.end()) return;
    place->second->close();
    pumps_.erase(place);
}

void Engine::perform(const core::ResumeReading& resume) {
    const auto place = pumps_.find(resume.source);
    if (place != pumps_.end()) place->second->resume();
}

void Engine::perform(const core::WidenPipe& widen) {
    const auto place = pumps_.find(widen.source);
    if (place != pumps_.end()) place->second->widen(widen.size);
}

void Engine::perform(const core::StreamFinished& finished) {
    flush();
    const auto rest = [&] { return finished.until - os::now().monotonic; };
    const std::size_t left = sink_.drain(rest());
    if (left > 0)
        perform(
            core::SayAside{"dropped up to " + std::to_string(left) + " bytes more: our output took nothing"});
    if (aside_) aside_->drain(rest());
    drains_.finish(last_flush, [this] {
        if (!control_) return io_.stop();
        control_->finish(last_events, [this] { io_.stop(); });
    });
}

void Engine::perform(const core::AnswerQuery& answer) {
    const auto place = pumps_.find(answer.source);
    if (place != pumps_.end()) place->second->answer(answer.text);
}

void Engine::perform(const core::ReportSinkLost&) {
    report(core::OutputLost{});
}

} // namespace ganger::engine
