// How far a source is with its end. Its leader speaks; has ended, and its last words are still to be read;
// has left a line in which somebody else, who has the same pipe, may be writing; is over, and somebody else
// speaks; all is closed. What the leader has begun to say is over when its line is: by a newline, by a pause,
// by the end.
#pragma once

#include <ganger/core/log_ring.hpp>
#include <ganger/core/time.hpp>

#include <cstddef>
#include <variant>

namespace ganger::core {

struct LifeTimes {
    Duration pause{}; // whoever is in the middle of a line goes on sooner
    Duration drain{}; // so long others may hold the pipe
};

class SourceLife {
  public:
    bool speaking() const { return std::holds_alternative<Speaking>(state_); }
    // The leader's words are all there: its end may be told.
    bool said_all() const { return closed() || std::holds_alternative<HeldOpen>(state_); }
    bool closed() const { return std::holds_alternative<Closed>(state_); }
    // Of the leader's words, not yet read.
    std::size_t pending() const;

    // Both: is all said now? `in_line`: what was read last ends no line.
    bool leader_ended(std::size_t pending, bool in_line, Monotonic now, const LifeTimes& times);
    bool read(std::size_t count, bool in_line, Monotonic now, const LifeTimes& times);
    // How many of the `count` bytes that lie in the ring's room() are to be read before it is asked again.
    std::size_t next_part(const LogRing& ring, std::size_t count) const;

    // Nobody can end any more, nor say more than what is there.
    void hold_open(Monotonic until);
    void close() { state_ = Closed{}; }

    // Only from now on it may be late with its last words, or with the rest of its line.
    void resumed(Monotonic now, const LifeTimes& times);

    // When it is to be looked at. What is `blocked` is not read, and not late; nor is anybody when ganger
    // itself was stopped for a while.
    Deadline due() const;
    enum class Late { nobody, line, pipe };
    Late look(bool blocked, Monotonic now, const LifeTimes& times);

  private:
    struct Speaking {};
    struct LastWords {
        std::size_t pending = 0;
        Monotonic cut_at;
    };
    struct LastLine {
        Monotonic pause_at;
        Monotonic cut_at;
    };
    struct HeldOpen {
        Monotonic cut_at;
    };
    struct Closed {}; // end of file, or cut

    bool words_are_read(bool in_line, Monotonic cut_at, Monotonic now, const LifeTimes& times);
    void wait_again(Duration pause, Monotonic now, const LifeTimes& times);

    std::variant<Speaking, LastWords, LastLine, HeldOpen, Closed> state_;
};

} // namespace ganger::core
