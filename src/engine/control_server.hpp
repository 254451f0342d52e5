// HTTP/1.1 over the control socket. Whatever whoever sends, it costs the app nothing: sizes, times and the
// number of connections are bounded, and no exception leaves it. Decides nothing about what is asked.
#pragma once

#include <ganger/control/api.hpp>
#include <ganger/os/fd.hpp>
#include <ganger/os/unix_socket.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

namespace ganger::engine {

class ControlServer {
  public:
    using Answer = std::function<control::Answer(const control::Request&, const os::Peer&)>;
    using Refused = std::function<void(const os::Peer&)>; // who may not ask, and was told so

    // `listener` is watched from now on; a connection more than `most` takes the place of the one that has
    // been silent for the longest time.
    ControlServer(boost::asio::io_context& context, os::Fd listener, control::Askers askers, std::size_t most,
                  Answer answer, Refused refused);
    ~ControlServer();

    // There may be events for those who follow.
    void wake();

    // Lets those who follow have the rest of their events; `then` is called when they have, or when the time
    // is over.
    void finish(std::chrono::milliseconds at_most, std::function<void()> then);

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace ganger::engine
