// Reads the output of a child, from a pipe or a pty, straight into the router's ring. Reads no more than the
// router allows, and gives way after each read.
#pragma once

#include "watched_fd.hpp"

#include <ganger/core/read_pace.hpp>
#include <ganger/core/router.hpp>
#include <ganger/core/terminal_size.hpp>
#include <ganger/os/pipe.hpp>

#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace ganger::engine {

class OutputPump;

// Where pumps rest that read many small pieces in a row: one timer for all of them.
class RestingPlace {
  public:
    explicit RestingPlace(boost::asio::io_context& context) : timer_(context) {}
    void rest(std::shared_ptr<OutputPump> pump);

  private:
    boost::asio::steady_timer timer_;
    std::vector<std::shared_ptr<OutputPump>> resting_;
};

// What all pumps share; outlives them.
struct PumpContext {
    boost::asio::io_context& io;
    core::Router& router;
    RestingPlace& resting_place;
    std::function<void(const core::StreamEvent&)> report;
};

class OutputPump : public std::enable_shared_from_this<OutputPump> {
  public:
    OutputPump(const PumpContext& context, core::SourceId source, os::Fd read_end)
        : context_(context), source_(source), output_(context.io, std::move(read_end)) {}

    // It is a pty. Its slave is held as long as the leader lives: a program that writes elsewhere may come
    // back to its terminal (/dev/tty), and if we had met the end and closed the master, that would have been
    // a hang-up.
    void hold(os::Fd slave);

    core::SourceId source() const { return source_; }

    void wait(); // for something to read
    void widen(std::size_t size) { os::enlarge_pipe(output_.fd(), size); }
    void resume(); // the router allows reading again
    void pump();   // read once
    void close() { output_.close(); }

    // LeaderEnded is reported: at once, or when the last words, which a pty does not count, are read.
    void leader_ended();

    // Of a pty.
    bool is_pty() const { return is_pty_; }
    void resize(core::TerminalSize size);
    // As if typed there. Bytes taken, or -1 with errno: EAGAIN while too many wait to be read.
    long write(std::string_view keys);
    void wait_for_room(std::function<void()> then);
    // To a query. Not where nobody would read it: there it would be shown.
    void answer(std::string_view text);

  private:
    std::size_t read(std::size_t allowed);
    void rest();
    void continue_after(std::size_t count, std::size_t asked);
    void last_words_read();

    const PumpContext& context_;
    core::SourceId source_;
    WatchedFd output_;
    os::Fd slave_;
    bool is_pty_ = false;
    core::ReadPace pace_;
    bool paused_ = false;
    std::size_t last_words_ = 0; // the most that the leader's may still be
};

} // namespace ganger::engine
