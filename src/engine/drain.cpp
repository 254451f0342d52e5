#include "drain.hpp"

#include <ganger/os/clock.hpp>

#include <boost/asio/post.hpp>

#include <chrono>
#include <numeric>
#include <utility>

namespace ganger::engine {

using namespace std::chrono_literals;

using Progress = DrainTarget::Progress;

namespace {
// Before others get their turn.
constexpr auto turn_time = 5ms;
constexpr auto retry_after = 1s;

// Of the parts of a line that is too long, the last one counts.
std::uint64_t lines_in(const core::LogLine& line) {
    return line.cut ? 0 : 1;
}

core::LogLine own_line(const core::Time& now, std::string_view text) {
    core::LogLine line;
    line.time = now.wall;
    line.type = core::own_type;
    line.level = core::Level::warning;
    line.topic = core::Topic::dropped;
    line.text = text;
    return line;
}

} // namespace

Drain::Drain(boost::asio::io_context& context, core::LogHistory& history, std::unique_ptr<DrainTarget> target,
             Say say, MadeRoom made_room)
    : context_(context), history_(history), reader_(history, {.lines = {}, .follow = true}),
      target_(std::move(target)), say_(std::move(say)), made_room_(std::move(made_room)), later_(context) {}

void Drain::wake() {
    if (state_ == State::ready) pump();
}

void Drain::reopen() {
    target_->reopen();
    if (state_ == State::waits_to_try_again) later_.cancel(); // what it waits for may be mended by that
    wake();
}

void Drain::finish(std::function<void()> then) {
    finished_ = std::move(then);
    wake();
}

void Drain::pump() {
    const auto begin = os::now();
    for (auto now = begin; now.monotonic - begin.monotonic < turn_time; now = os::now()) {
        const bool more = fill(now);
        const auto flushed = flush(now);
        tell(flushed, now);
        note_pace(flushed, now.monotonic);
        if (flushed.progress == Progress::failed) return try_again_later();
        if (more && target_->has_room()) continue;
        if (flushed.progress == Progress::busy) return wait_until_ready();
        patience_.caught_up();
        be_waited_for();
        if (reader_.ended()) end();
        return;
    }
    be_waited_for();
    state_ = State::turn_is_posted;
    boost::asio::post(context_, [this] { go_on(); });
}

// False: there is no more now.
bool Drain::fill(const core::Time& now) {
    note_lost();
    while (target_->has_room()) {
        const auto line = reader_.next();
        note_lost();
        if (const auto lost = std::exchange(missing_, 0))
            add(own_line(now, core::lost_here(lost)), lost, now);
        if (!line) return false;
        add(*line, lines_in(*line), now);
    }
    return true;
}

void Drain::add(const core::LogLine& line, std::uint64_t stands_for, const core::Time& now) {
    target_->add(line, now);
    unsent_.push_back(stands_for);
}

DrainTarget::Flushed Drain::flush(const core::Time& now) {
    auto flushed = target_->flush(now);
    const auto left = target_->unsent();
    while (unsent_.size() > left) unsent_.pop_front();
    return flushed;
}

void Drain::note_lost() {
    const auto lost = reader_.take_lost();
    missing_ += lost;
    trouble_.lost(lost);
}

void Drain::tell(const DrainTarget::Flushed& flushed, const core::Time& now) {
    if (!flushed.trouble.empty()) {
        if (auto text = trouble_.met(flushed.trouble, now.monotonic))
            say_(core::Level::warning, std::move(*text));
    } else if (flushed.progress == Progress::sent) {
        if (auto text = trouble_.over(target_->name())) say_(core::Level::info, std::move(*text));
    }
}

// The time between two flushes is the target's where it was busy; else there was nothing to wait for.
void Drain::note_pace(const DrainTarget::Flushed& flushed, core::Monotonic now) {
    if (busy_since_) patience_.waited(now - *busy_since_, flushed.bytes);
    busy_since_.reset();
    if (flushed.progress == Progress::busy) busy_since_ = now;
}

void Drain::be_waited_for() {
    hold_up(patience_.left() > core::Duration{});
}

void Drain::hold_up(bool writers) {
    reader_.be_waited_for(writers);
    if (history_.keep_what_is_waited_for()) made_room_();
}

void Drain::wait_until_ready() {
    state_ = State::waits;
    target_->when_ready([this] { go_on(); });
    be_patient();
}

void Drain::be_patient() {
    be_waited_for();
    later_.expires_after(patience_.left());
    later_.async_wait([this](const boost::system::error_code& error) {
        const auto late = boost::asio::steady_timer::clock_type::now() - later_.expiry();
        const bool of_this_wait = late >= core::Duration{};
        if (!error && of_this_wait && state_ == State::waits) lose_patience(late);
    });
}

void Drain::lose_patience(core::Duration late) {
    if (!patience_.ends(late)) return be_patient();
    hold_up(false);
    if (auto text = trouble_.met(core::does_not_keep_up(target_->name()), os::now().monotonic))
        say_(core::Level::warning, std::move(*text));
}

void Drain::try_again_later() {
    hold_up(false);
    if (history_.ended()) return end();
    state_ = State::waits_to_try_again;
    later_.expires_after(retry_after);
    later_.async_wait([this](const boost::system::error_code&) {
        if (state_ == State::waits_to_try_again) go_on();
    });
}

void Drain::go_on() {
    if (state_ == State::done) return;
    state_ = State::ready;
    wake();
}

void Drain::end() {
    state_ = State::done;
    if (finished_) std::exchange(finished_, {})();
}

std::uint64_t Drain::give_up() {
    state_ = State::done;
    hold_up(false);
    while (const auto line = reader_.next()) missing_ += lines_in(*line);
    note_lost();
    return std::accumulate(unsent_.begin(), unsent_.end(), std::exchange(missing_, 0));
}

} // namespace ganger::engine
