#include "side_thread.hpp"

#include <boost/asio/post.hpp>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace ganger::engine {

namespace {
// Until there may be memory again.
constexpr auto tell_again_after = std::chrono::milliseconds{10};
} // namespace

struct SideThread::Shared {
    std::mutex mutex;
    std::condition_variable changed;
    boost::asio::io_context* context = nullptr;
    std::shared_ptr<const std::function<void()>> done; // none: nobody waits for a job any more
    std::function<void()> job;
    bool has_thread = false;
};

SideThread::SideThread(boost::asio::io_context& context, std::function<void()> done)
    : shared_(std::make_shared<Shared>()) {
    shared_->context = &context;
    shared_->done = std::make_shared<const std::function<void()>>(std::move(done));
}

SideThread::~SideThread() {
    const std::lock_guard lock(shared_->mutex);
    shared_->done.reset();
    shared_->changed.notify_all();
}

Result<void> SideThread::start(std::function<void()> job) {
    const std::lock_guard lock(shared_->mutex);
    if (!shared_->has_thread) {
        try {
            std::thread(run, shared_).detach();
        } catch (const std::system_error& error) {
            return failure(error.code().message());
        }
        shared_->has_thread = true;
    }
    shared_->job = std::move(job);
    shared_->changed.notify_all();
    return {};
}

void SideThread::run(const std::shared_ptr<Shared>& shared) {
    std::unique_lock lock(shared->mutex);
    for (;;) {
        shared->changed.wait(lock, [&] { return !shared->done || shared->job; });
        if (!shared->done) return;
        const auto job = std::exchange(shared->job, {});
        lock.unlock();
        job();
        lock.lock();
        for (bool told = false; !told && shared->done;) {
            try {
                boost::asio::post(*shared->context, [done = std::weak_ptr(shared->done)] {
                    if (const auto alive = done.lock()) (*alive)();
                });
                told = true;
            } catch (const std::exception&) {
                shared->changed.wait_for(lock, tell_again_after);
            }
        }
    }
}

} // namespace ganger::engine
