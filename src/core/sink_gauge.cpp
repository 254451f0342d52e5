#include <ganger/core/sink_gauge.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

namespace ganger::core {

using namespace std::chrono_literals;

namespace {

// Of the 50 ms that a line may wait beside a flood: what is measured is never quite what comes.
constexpr double in_time = 0.020;
constexpr std::size_t least_ahead = std::size_t{96} << 10;
// Long enough that a reader who waits for a processor is not taken for a slow one.
constexpr auto window = 20ms;
// And that one who makes up for that is not taken for a fast one.
constexpr auto shortest_window = 5ms;
constexpr auto shortest_wait = 1ms;
constexpr auto longest_wait = 10ms;
// Nobody reads: nothing is in a hurry, and a full pipe wakes us when somebody does.
constexpr auto stalled_after = 100ms;

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

} // namespace

std::size_t SinkGauge::ahead() const {
    return std::max(static_cast<std::size_t>(rate() * in_time), least_ahead);
}

std::size_t SinkGauge::room() const {
    if (!bounded()) return SIZE_MAX;
    if (look_at_) return 0;
    return look_ ? limit() : limit() - std::min(limit(), level_);
}

void SinkGauge::begin(Monotonic now) {
    if (since_) return;
    since_ = now;
    drained_ = 0;
}

void SinkGauge::took(std::size_t count, Monotonic now) {
    level_ += count;
    look_ = false;
    if (!is_pipe_) drained_ += count;
    if (bounded() && level_ >= limit()) wait(now);
}

void SinkGauge::refused(Monotonic now) {
    begin(now);
    if (!is_pipe_) measure(now, false);
}

bool SinkGauge::holds(std::size_t bytes, Monotonic now) {
    if (!std::exchange(is_pipe_, true)) progress_ = now;
    look_ = false;
    const std::size_t drained = level_ - std::min(level_, bytes);
    level_ = bytes;
    begin(now);
    drained_ += drained;
    if (drained > 0 || bytes == 0) {
        progress_ = now;
        stalled_ = false;
    } else if (now - progress_ >= stalled_after) {
        stalled_ = true;
        look_at_.reset();
    }
    measure(now, bytes == 0);
    if (bounded() && level_ >= limit() - limit() / 4) wait(now);
    return drained > 0;
}

void SinkGauge::caught_up() {
    if (!is_pipe_) since_.reset(); // of a pipe it is seen that it is empty
}

// The best of the last windows counts. Whoever has emptied it has waited for us, and is at least as fast.
void SinkGauge::measure(Monotonic now, bool empty) {
    if (!since_ || now - *since_ < (empty ? shortest_window : window)) return;
    const double sample = static_cast<double>(drained_) / seconds(now - *since_);
    since_ = now;
    drained_ = 0;
    if (empty && sample < rate()) return;
    std::rotate(rates_.begin(), rates_.begin() + 1, rates_.end());
    rates_.back() = sample;
}

double SinkGauge::rate() const {
    return *std::max_element(rates_.begin(), rates_.end());
}

void SinkGauge::wait(Monotonic now) {
    begin(now);
    const std::size_t half = limit() / 2;
    const double excess = static_cast<double>(level_ - std::min(level_, half)) / std::max(rate(), 1.0);
    const auto time =
        std::chrono::duration_cast<Duration>(std::chrono::duration<double>(std::min(excess, 1.0)));
    look_at_ = now + std::clamp<Duration>(time, shortest_wait, longest_wait);
}

void SinkGauge::tick(Monotonic now) {
    if (!look_at_ || now < *look_at_) return;
    look_at_.reset();
    look_ = true;
}

} // namespace ganger::core
