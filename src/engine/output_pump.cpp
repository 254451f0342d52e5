#include "output_pump.hpp"

#include <ganger/os/clock.hpp>
#include <ganger/os/pipe.hpp>
#include <ganger/os/reading.hpp>

#include <boost/asio/post.hpp>

#include <chrono>
#include <utility>

namespace ganger::engine {

using namespace std::chrono_literals;

namespace {

// A program that writes each line alone would cost us a wake-up per line; so long a pause gathers them.
constexpr auto rest_time = 200us;
constexpr auto in_a_row = 1ms;
constexpr std::size_t small_read = 4096;
constexpr unsigned small_reads_before_rest = 8;

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
    pipe_.wait(WatchedFd::Wait::wait_read, [self = shared_from_this()] { self->pump(); });
}

void OutputPump::resume() {
    if (!std::exchange(paused_, false)) return;
    boost::asio::post(context_.io, [self = shared_from_this()] { self->pump(); });
}

void OutputPump::pump() {
    if (!pipe_.is_open()) return;
    const std::size_t allowed = context_.router.allowance(source_);
    if (allowed == 0) {
        paused_ = true;
        return;
    }
    const auto read = os::read_into(pipe_.fd(), context_.router.room(source_, allowed));
    if (read.again) return wait();
    if (read.count == 0) {
        close();
        context_.report(core::SourceClosed{source_});
        return;
    }
    context_.report(core::BytesRead{source_, read.count});
    continue_after(read.count, allowed);
}

void OutputPump::continue_after(std::size_t count, std::size_t asked) {
    const auto now = os::now().monotonic;
    const bool in_row = now - std::exchange(last_read_, now) < in_a_row;
    small_reads_ = count < small_read && in_row ? small_reads_ + 1 : 0;
    if (small_reads_ >= small_reads_before_rest) return context_.resting_place.rest(shared_from_this());
    if (count < asked) return wait();
    boost::asio::post(context_.io, [self = shared_from_this()] { self->pump(); });
}

std::size_t OutputPump::pending() const {
    return pipe_.is_open() ? os::bytes_readable(pipe_.fd()) : 0;
}

} // namespace ganger::engine
