// One job after another on a thread of its own, for what may hang in the kernel, as a disk does. The thread
// never forks, and all signals are blocked in it.
#pragma once

#include <ganger/core/result.hpp>

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>

namespace ganger::engine {

class SideThread {
  public:
    // `done` is called on the thread of `context`, which outlives this.
    SideThread(boost::asio::io_context& context, std::function<void()> done);
    // A job that hangs cannot be ended: it is left behind, and the process ends over it. So a job owns what
    // it uses.
    ~SideThread();
    SideThread(const SideThread&) = delete;
    SideThread& operator=(const SideThread&) = delete;

    // After the last one is done. An error: there can be no thread, and nothing was done.
    Result<void> start(std::function<void()> job);

  private:
    struct Shared;
    static void run(const std::shared_ptr<Shared>& shared);
    std::shared_ptr<Shared> shared_;
};

} // namespace ganger::engine
