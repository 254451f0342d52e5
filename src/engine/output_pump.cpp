#include "output_pump.hpp"

#include <ganger/os/clock.hpp>
#include <ganger/os/output_target.hpp>
#include <ganger/os/pty.hpp>
#include <ganger/os/reading.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace ganger::engine {

using namespace std::chrono_literals;

namespace {

constexpr auto rest_time = 500us;

} // namespace

void RestingPlace::rest(std::shared_ptr<OutputPump> pump) {
    resting_.push_back(std::move(pump));
    if (resting_.size() > 1) return;
    timer_.expires_after(rest_time);
    timer_.async_wait([this](const boost::system::error_code&) {
        for (const auto& rested : std::exchange(resting_, {})) rested->pump();
    });
}

void OutputPump::wait() {
    if (!output_.wait(WatchedFd::Wait::wait_read, [self = shared_from_this()] { self->pump(); })) rest();
}

// A program that writes on meanwhile wakes nobody.
void OutputPump::rest() {
    if (!is_pty_) output_.ignore(); // others wait for room in a pty
    context_.resting_place.rest(shared_from_this());
}

void OutputPump::hold(os::Fd slave) {
    slave_ = std::move(slave);
    is_pty_ = true;
}

void OutputPump::resume() {
    if (!std::exchange(paused_, false)) return;
    boost::asio::post(context_.io, [self = shared_from_this()] { self->pump(); });
}

void OutputPump::pump() {
    if (!output_.is_open()) return;
    const std::size_t allowed = context_.router.allowance(source_);
    if (allowed == 0) {
        paused_ = true;
        return;
    }
    const auto count = read(allowed);
    if (!output_.is_open()) return;
    if (count > 0) return continue_after(count, allowed);
    if (last_words_ > 0) last_words_read();
    wait();
}

// 0: there is nothing now; or it was the end, and all is closed.
std::size_t OutputPump::read(std::size_t allowed) {
    const auto read = os::read_into(output_.fd(), context_.router.room(source_, allowed));
    if (read.again) return 0;
    if (read.count == 0) {
        close();
        context_.report(core::SourceClosed{source_});
        return 0;
    }
    context_.report(core::BytesRead{source_, read.count});
    if (last_words_ > 0) {
        last_words_ -= std::min(last_words_, read.count);
        if (last_words_ == 0) last_words_read();
    }
    return read.count;
}

void OutputPump::continue_after(std::size_t count, std::size_t asked) {
    if (pace_.rests_after(count, asked, os::now().monotonic)) return rest();
    if (count < asked && last_words_ == 0) return wait();
    boost::asio::post(context_.io, [self = shared_from_this()] { self->pump(); });
}

// FIONREAD on a pty does not see what the kernel has not yet moved to its reader. But a read that finds
// nothing has looked for that, too. Whatever somebody else writes meanwhile, what the leader wrote is not
// more than the kernel keeps.
void OutputPump::leader_ended() {
    slave_.reset();
    if (!is_pty_) {
        // Most have said all, and nobody else has the pipe: this read then finds its end.
        if (const auto allowed = context_.router.allowance(source_); output_.is_open() && allowed > 0)
            read(allowed);
        if (output_.is_open()) context_.report(core::LeaderEnded{source_, os::bytes_readable(output_.fd())});
    } else if (!output_.is_open()) {
        last_words_read();
    } else if (os::can_be_read(output_.fd())) {
        last_words_ = os::pty_holds;
    } else {
        last_words_read();
    }
}

void OutputPump::last_words_read() {
    last_words_ = 0;
    context_.report(core::LeaderEnded{source_, 0});
}

void OutputPump::resize(core::TerminalSize size) {
    if (output_.is_open()) os::set_size(output_.fd(), size);
}

void OutputPump::wait_for_room(std::function<void()> then) {
    output_.wait(WatchedFd::Wait::wait_write, std::move(then));
}

void OutputPump::answer(std::string_view text) {
    if (is_pty_ && output_.is_open() && os::takes_single_keys(output_.fd())) write(text);
}

long OutputPump::write(std::string_view keys) {
    return os::write_some(output_.fd(), os::OutputKind::reopened, keys);
}

} // namespace ganger::engine
