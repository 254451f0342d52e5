// Writes to a descriptor that may block, behind a queue of at most 128 KiB. The only other thread there is;
// it never forks, and all signals are blocked in it.
#pragma once

#include <ganger/core/time.hpp>
#include <ganger/os/output_target.hpp>

#include <functional>
#include <memory>
#include <string_view>

namespace ganger::engine {

class WriterThread {
  public:
    // `room_made` is called in the thread, after write() had refused.
    WriterThread(os::OutputTarget target, std::function<void()> room_made);
    // A thread stuck in write(2) cannot be ended: it is left behind, and the process ends over it.
    ~WriterThread();

    // Bytes taken, or -1 with errno: EAGAIN while the queue is full, or what write(2) has failed with.
    long write(std::string_view bytes);

    // Waits until all is written. Gives how many bytes were not when the time was over: at most so many.
    std::size_t drain(core::Duration at_most);

  private:
    struct Shared;
    static void run(const std::shared_ptr<Shared>& shared);
    std::shared_ptr<Shared> shared_;
};

} // namespace ganger::engine
