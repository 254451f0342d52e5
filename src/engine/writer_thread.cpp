#include "writer_thread.hpp"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace ganger::engine {

namespace {
constexpr std::size_t queue_limit = std::size_t{128} << 10;
}

struct WriterThread::Shared {
    os::OutputTarget target;
    std::function<void()> room_made;
    std::mutex mutex;
    std::condition_variable changed;
    std::string queue;       // taken, not yet handed to write(2)
    std::size_t writing = 0; // handed to it
    bool refused = false;    // write() has said EAGAIN since the last room_made
    bool ended = false;
    int error = 0;
};

WriterThread::WriterThread(os::OutputTarget target, std::function<void()> room_made)
    : shared_(std::make_shared<Shared>()) {
    shared_->target = std::move(target);
    shared_->room_made = std::move(room_made);
    std::thread(run, shared_).detach();
}

WriterThread::~WriterThread() {
    const std::lock_guard lock(shared_->mutex);
    shared_->ended = true;
    shared_->room_made = {};
    shared_->changed.notify_all();
}

long WriterThread::write(std::string_view bytes) {
    const std::lock_guard lock(shared_->mutex);
    if (shared_->error != 0) {
        errno = shared_->error;
        return -1;
    }
    const std::size_t count = std::min(bytes.size(), queue_limit - shared_->queue.size());
    if (count == 0) {
        shared_->refused = true;
        errno = EAGAIN;
        return -1;
    }
    shared_->queue.append(bytes.substr(0, count));
    shared_->changed.notify_all();
    return static_cast<long>(count);
}

std::size_t WriterThread::drain(core::Duration at_most) {
    std::unique_lock lock(shared_->mutex);
    const auto left = [this] { return shared_->error != 0 ? 0 : shared_->queue.size() + shared_->writing; };
    shared_->changed.wait_for(lock, at_most, [&] { return left() == 0; });
    return left();
}

void WriterThread::run(const std::shared_ptr<Shared>& shared) {
    std::unique_lock lock(shared->mutex);
    for (;;) {
        shared->changed.wait(lock, [&] { return shared->ended || !shared->queue.empty(); });
        if (shared->ended) return;
        const std::string taken = std::exchange(shared->queue, {});
        shared->writing = taken.size();
        if (std::exchange(shared->refused, false) && shared->room_made) shared->room_made();
        lock.unlock();
        std::string_view rest = taken;
        int error = 0;
        while (!rest.empty() && error == 0) {
            const long count = os::write_some(shared->target, rest);
            if (count < 0)
                error = errno;
            else
                rest.remove_prefix(static_cast<std::size_t>(count));
        }
        lock.lock();
        shared->writing = 0;
        shared->error = error;
        shared->changed.notify_all();
        if (error != 0) {
            if (shared->room_made) shared->room_made();
            return;
        }
    }
}

} // namespace ganger::engine
