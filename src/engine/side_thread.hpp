// One job, done again and again on a thread of its own, as it may hang in the kernel: a disk does. The thread
// never forks, and all signals are blocked in it.
#pragma once

#include <ganger/core/time.hpp>

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>

namespace ganger::engine {

class SideThread {
  public:
    // `done` is called on the thread of `context`, which outlives this. Throws std::system_error where there
    // can be no thread.
    SideThread(boost::asio::io_context& context, std::function<void()> job, std::function<void()> done);
    // A job that hangs cannot be ended: it is left behind, and the process ends over it. So it owns what it
    // uses.
    ~SideThread();
    SideThread(const SideThread&) = delete;
    SideThread& operator=(const SideThread&) = delete;

    // Not before it is done.
    void start();

    // Until it is done; false: the time was over before. `done` is called as ever.
    bool wait(core::Duration at_most);

  private:
    struct Shared;
    static void run(const std::shared_ptr<Shared>& shared);
    std::shared_ptr<Shared> shared_;
};

} // namespace ganger::engine
