// Writes to what may block: a file, or what could not be opened anew. A thread of its own does it, at most
// 128 KiB at a time.
#pragma once

#include "side_thread.hpp"

#include <ganger/core/time.hpp>
#include <ganger/os/output_target.hpp>

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

namespace ganger::engine {

class ThreadedOutput {
  public:
    // `ready` is called when a piece is done with. `context` outlives it.
    ThreadedOutput(boost::asio::io_context& context, os::OutputTarget target, std::function<void()> ready);

    // Bytes taken, or -1 with errno: EAGAIN while a piece is under way, or what write(2) has failed with.
    // Then the rest of what it took waits for try_again().
    long write(std::string_view bytes);
    int error() const; // of that kind; 0: none, or a piece is under way
    // False: there is nothing of that kind.
    bool try_again();

    // Waits until all is written. Gives how many bytes were not when the time was over: at most so many.
    std::size_t drain(core::Duration at_most);

  private:
    struct Writing;
    void start();

    std::shared_ptr<Writing> writing_; // the thread's, while `is_writing_`
    bool is_writing_ = false;
    SideThread thread_;
};

} // namespace ganger::engine
