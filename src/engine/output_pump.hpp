// Reads one pipe of a child's output straight into the router's ring. Reads no more than the router allows,
// and gives way after each read.
#pragma once

#include "watched_fd.hpp"

#include <ganger/core/router.hpp>
#include <ganger/core/time.hpp>

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
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
        : context_(context), source_(source), pipe_(context.io, std::move(read_end)) {}

    void wait();   // for something to read
    void resume(); // the router allows reading again
    void pump();   // read once
    void close() { pipe_.close(); }
    std::size_t pending() const;

  private:
    void continue_after(std::size_t count, std::size_t asked);

    const PumpContext& context_;
    core::SourceId source_;
    WatchedFd pipe_;
    core::Monotonic last_read_{};
    unsigned small_reads_ = 0;
    bool paused_ = false;
};

} // namespace ganger::engine
