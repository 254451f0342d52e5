// One place more that gets the stream: a file, the journal; later syslog, HTTPS, OTLP. It reads the history.
// Whoever writes faster than it takes waits for it, as long as core::Patience lasts. One that is slow, hangs
// or fails holds up nobody: what it does not take in time is overwritten there, and counted where it is
// missing.
//
// A new one is one file: a DrainTarget, made in drains.cpp.
#pragma once

#include <ganger/core/drain_trouble.hpp>
#include <ganger/core/log_reader.hpp>
#include <ganger/core/patience.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace ganger::engine {

// What knows how lines get there. Never blocks.
class DrainTarget {
  public:
    enum class Progress {
        sent,   // all that was added, as far as it is ready to go
        busy,   // when_ready() tells when to go on
        failed, // what was added is kept, and tried again in a second
    };
    struct Flushed {
        Progress progress = Progress::sent;
        std::size_t bytes = 0; // that have got there since the last flush
        std::string trouble{}; // for people; also where it goes on in spite of it
    };

    DrainTarget() = default;
    virtual ~DrainTarget() = default;
    DrainTarget(const DrainTarget&) = delete;
    DrainTarget& operator=(const DrainTarget&) = delete;

    virtual std::string name() const = 0; // "the log file 'app.log'"

    virtual bool has_room() const = 0; // for one line more
    virtual void add(const core::LogLine& line, const core::Time& now) = 0;
    virtual Flushed flush(const core::Time& now) = 0;
    virtual std::size_t unsent() = 0; // of those that were added

    virtual void when_ready(std::function<void()> /*then*/) {}
    virtual void reopen() {} // SIGUSR2
};

class Drain {
  public:
    using Say = std::function<void(core::Level level, std::string text)>;

    // There is room in the history again: whoever waits for it may go on.
    using MadeRoom = std::function<void()>;

    // `context` and `history` outlive it.
    Drain(boost::asio::io_context& context, core::LogHistory& history, std::unique_ptr<DrainTarget> target,
          Say say, MadeRoom made_room);

    // There may be lines.
    void wake();
    void reopen();

    // `then` is called when nothing more comes and all of it is there, or cannot get there.
    void finish(std::function<void()> then);

    // Nothing more gets there. Gives how many lines have not, without a word there about it.
    std::uint64_t give_up();
    std::string name() const { return target_->name(); }

  private:
    enum class State { ready, turn_is_posted, waits, waits_to_try_again, done };

    void pump();
    bool fill(const core::Time& now);
    void add(const core::LogLine& line, std::uint64_t stands_for, const core::Time& now);
    DrainTarget::Flushed flush(const core::Time& now);
    void note_lost();
    void tell(const DrainTarget::Flushed& flushed, const core::Time& now);
    void note_pace(const DrainTarget::Flushed& flushed, core::Monotonic now);
    void be_waited_for();
    void hold_up(bool writers);
    void wait_until_ready();
    void be_patient();
    void lose_patience(core::Duration late);
    void try_again_later();
    void go_on();
    void end();

    boost::asio::io_context& context_;
    core::LogHistory& history_;
    core::LogReader reader_;
    std::unique_ptr<DrainTarget> target_;
    Say say_;
    MadeRoom made_room_;
    core::DrainTrouble trouble_;
    core::Patience patience_;
    std::optional<core::Monotonic> busy_since_; // or since the last flush
    boost::asio::steady_timer later_;           // it is tried again; or nobody waits for it any more
    State state_ = State::ready;
    std::uint64_t missing_ = 0;        // lines lost, and not yet told to the target
    std::deque<std::uint64_t> unsent_; // for how many lines each stands that the target has not sent
    std::function<void()> finished_;
};

} // namespace ganger::engine
