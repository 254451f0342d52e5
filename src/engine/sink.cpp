#include "sink.hpp"

#include <ganger/os/pipe.hpp>

#include <boost/asio/post.hpp>

#include <cerrno>
#include <chrono>
#include <utility>

namespace ganger::engine {

namespace {
// So much is written in one turn before others get theirs.
constexpr std::size_t turn_limit = std::size_t{1} << 20;
constexpr auto longest_aside = std::chrono::milliseconds{50};
constexpr auto retry_after = std::chrono::seconds{1};
} // namespace

Sink::Sink(boost::asio::io_context& context, core::Router& router, core::SinkId id, os::OutputTarget target,
           Report report)
    : context_(context), router_(router), id_(id), report_(std::move(report)), kind_(target.kind),
      is_pipe_(target.kind == os::OutputKind::reopened && !target.terminal && id == core::SinkId::stream),
      retry_(context) {
    switch (kind_) {
    case os::OutputKind::blocking:
    case os::OutputKind::file:
        threaded_ = std::make_unique<ThreadedOutput>(context, std::move(target), [this] { has_room(); });
        return;
    case os::OutputKind::memory:
        shared_ = std::move(target.fd);
        return;
    case os::OutputKind::socket:
        shared_ = std::move(target.fd);
        room_ = std::make_unique<WatchedFd>(context, os::ready_when(shared_, os::Readiness::room));
        gone_ = std::make_unique<WatchedFd>(context, os::ready_when(shared_, os::Readiness::reader_gone));
        gone_->wait(WatchedFd::Wait::wait_read, [this] { look_for_reader(shared_); });
        return;
    case os::OutputKind::reopened:
        watched_ = std::make_unique<WatchedFd>(context, std::move(target.fd));
        watched_->wait(WatchedFd::Wait::wait_error, [this] { look_for_reader(watched_->fd()); });
        return;
    }
}

void Sink::flush() {
    if (waiting_) return;
    std::size_t written = 0;
    for (std::string_view out = next(); !out.empty(); out = next()) {
        const long count = write(out);
        if (count < 0) return refused(errno);
        report_(core::SinkTook{static_cast<std::size_t>(count), id_});
        written += static_cast<std::size_t>(count);
        if (written >= turn_limit) {
            boost::asio::post(context_, [this] { flush(); });
            return;
        }
    }
    if (threaded_ && threaded_->error() != 0) last_piece_failed(threaded_->error());
}

std::string_view Sink::next() {
    const std::string_view out = router_.output(id_);
    if (!is_pipe_ || out.empty()) return out;
    report_(core::SinkHolds{os::bytes_readable(watched_->fd())});
    return router_.output(id_);
}

long Sink::write(std::string_view bytes) {
    if (threaded_) return threaded_->write(bytes);
    return os::write_some(watched_ ? watched_->fd() : shared_, kind_, bytes);
}

void Sink::refused(int error) {
    if (error == EAGAIN) return wait_for_room();
    if (kind_ == os::OutputKind::file || kind_ == os::OutputKind::memory) return wait_for_space(error);
    waiting_ = true; // for nothing
    report_(core::SinkBroke{error, id_});
}

// Nothing is behind it that could be dropped, so nobody is told of a full disk.
void Sink::last_piece_failed(int error) {
    if (kind_ == os::OutputKind::file) return try_again_later();
    refused(error);
}

// A full disk ends nobody, nor does one that is gone for a while: it is tried again, and what does not fit
// meanwhile is counted.
void Sink::wait_for_space(int error) {
    report_(core::SinkFull{error, id_});
    try_again_later();
}

void Sink::try_again_later() {
    waiting_ = true;
    retry_.expires_after(retry_after);
    retry_.async_wait([this](const boost::system::error_code&) {
        if (!threaded_ || !threaded_->try_again()) has_room();
    });
}

void Sink::wait_for_room() {
    waiting_ = true;
    report_(core::SinkRefused{id_});
    // A thread tells it by itself.
    if (watched_) watched_->wait(WatchedFd::Wait::wait_write, [this] { has_room(); });
    if (room_) room_->wait(WatchedFd::Wait::wait_read, [this] { has_room(); });
}

void Sink::has_room() {
    waiting_ = false;
    flush();
}

// A reader that goes away is noticed at once, not at the next line.
void Sink::look_for_reader(const os::Fd& target) {
    if (os::reader_is_gone(target)) report_(core::SinkBroke{EPIPE, id_});
}

std::size_t Sink::drain(core::Duration at_most) {
    return threaded_ ? threaded_->drain(at_most) : 0;
}

void say_aside(std::string_view line) {
    auto target = os::open_output(2);
    if (!target) return;
    if (target->kind != os::OutputKind::blocking && target->kind != os::OutputKind::file) {
        os::write_some(*target, line);
        return;
    }
    boost::asio::io_context nobody;
    ThreadedOutput output(nobody, std::move(*target), [] {});
    output.write(line);
    output.drain(longest_aside);
}

} // namespace ganger::engine
