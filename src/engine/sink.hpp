// The one writer of the stream, or of what goes aside. Never blocks: what its target does not take waits in
// the router.
#pragma once

#include "threaded_output.hpp"
#include "watched_fd.hpp"

#include <ganger/core/router.hpp>
#include <ganger/os/output_target.hpp>

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <string_view>

namespace ganger::engine {

class Sink {
  public:
    using Report = std::function<void(const core::StreamEvent&)>;

    // `context`, `router` and whatever `report` holds outlive the sink.
    Sink(boost::asio::io_context& context, core::Router& router, core::SinkId id, os::OutputTarget target,
         Report report);

    // Writes until there is nothing to write, or no room; then goes on by itself when there is room again.
    void flush();

    // What a thread has taken and not written yet gets so long. Nothing waits where there is no
    // thread. Gives at most how many bytes were not.
    std::size_t drain(core::Duration at_most);

  private:
    std::string_view next();
    long write(std::string_view bytes);
    void refused(int error);
    void last_piece_failed(int error);
    void wait_for_room();
    void wait_for_space(int error);
    void try_again_later();
    void has_room();
    void look_for_reader(const os::Fd& target);

    boost::asio::io_context& context_;
    core::Router& router_;
    core::SinkId id_;
    Report report_;
    os::OutputKind kind_;
    bool is_pipe_; // what lies unread in it is known
    boost::asio::steady_timer retry_;
    std::unique_ptr<WatchedFd> watched_;       // pipes, terminals
    os::Fd shared_;                            // sockets, /dev/null
    std::unique_ptr<WatchedFd> room_;          // in the socket
    std::unique_ptr<WatchedFd> gone_;          // its reader
    std::unique_ptr<ThreadedOutput> threaded_; // files, and where reopening was refused
    bool waiting_ = false;
};

// To stderr, behind nothing else. Waits 50 ms at most where that may block, as it must not hold up the
// processes.
void say_aside(std::string_view line);

} // namespace ganger::engine
