// How fast the sink is drained, and what may lie ahead of it, so that a line is there in time whatever floods
// beside it. Measured while it is behind. Of a pipe it is known what lies unread in it, and no more is put
// there than is drained in time, however large it is; of anything else only that it takes no more.
#pragma once

#include <ganger/core/time.hpp>

#include <array>
#include <cstddef>
#include <optional>

namespace ganger::core {

class SinkGauge {
  public:
    void took(std::size_t count, Monotonic now);
    // It takes nothing more: it is full.
    void refused(Monotonic now);
    // It is a pipe, and so many bytes lie unread in it. Gives whether it was read since.
    bool holds(std::size_t bytes, Monotonic now);
    // All there was is with it: what comes next may be long after.
    void caught_up();
    bool is_pipe() const { return is_pipe_; }
    void tick(Monotonic now);
    // Whatever comes late now.
    void lift() { lifted_ = true; }

    // How much it may be given now.
    std::size_t room() const;
    // When there is none: when to ask again what it holds.
    Deadline look_at() const { return look_at_; }
    // What it drains in the time that a line may wait.
    std::size_t ahead() const;

  private:
    bool bounded() const { return is_pipe_ && !lifted_ && !stalled_; }
    std::size_t limit() const { return ahead() / 2; }
    double rate() const;
    void begin(Monotonic now);
    void measure(Monotonic now, bool empty);
    void wait(Monotonic now);

    // Bytes a second, the last one measured at the end. At first: what lies ahead then is drained in 50 ms by
    // whoever takes 5 MB a second, and a faster one is known after a few milliseconds.
    std::array<double, 4> rates_{1e7, 1e7, 1e7, 1e7};
    std::size_t level_ = 0;
    std::size_t drained_ = 0; // since
    Deadline since_;
    Monotonic progress_{};
    Deadline look_at_;
    bool is_pipe_ = false;
    bool look_ = false; // the wait is over
    bool stalled_ = false;
    bool lifted_ = false;
};

} // namespace ganger::core
