#include "side_thread.hpp"

#include <boost/asio/post.hpp>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace ganger::engine {

namespace {
// Until there may be memory again.
constexpr auto tell_again_after = std::chrono::milliseconds{10};
} // namespace

struct SideThread::Shared {
    boost::asio::io_context& context;
    std::function<void()> job;
    std::shared_ptr<const std::function<void()>> done; // none: nobody waits for the job any more
    std::mutex mutex{};
    std::condition_variable changed{};
    bool is_under_way = false;

    bool tell() const {
        try {
            boost::asio::post(context, [told = std::weak_ptr(done)] {
                if (const auto alive = told.lock()) (*alive)();
            });
            return true;
        } catch (const std::exception&) {
            return false;
        }
    }
};

SideThread::SideThread(boost::asio::io_context& context, std::function<void()> job,
                       std::function<void()> done)
    : shared_(new Shared{context, std::move(job),
                         std::make_shared<const std::function<void()>>(std::move(done))}) {
    std::thread(run, shared_).detach();
}

SideThread::~SideThread() {
    const std::lock_guard lock(shared_->mutex);
    shared_->done.reset();
    shared_->changed.notify_all();
}

void SideThread::start() {
    const std::lock_guard lock(shared_->mutex);
    shared_->is_under_way = true;
    shared_->changed.notify_all();
}

bool SideThread::wait(core::Duration at_most) {
    std::unique_lock lock(shared_->mutex);
    return shared_->changed.wait_for(lock, at_most, [this] { return !shared_->is_under_way; });
}

void SideThread::run(const std::shared_ptr<Shared>& shared) {
    std::unique_lock lock(shared->mutex);
    for (;;) {
        shared->changed.wait(lock, [&] { return !shared->done || shared->is_under_way; });
        if (!shared->is_under_way) return;
        lock.unlock();
        shared->job();
        lock.lock();
        shared->is_under_way = false;
        shared->changed.notify_all();
        while (shared->done && !shared->tell()) shared->changed.wait_for(lock, tell_again_after);
    }
}

} // namespace ganger::engine
