#include "key_relay.hpp"

#include <ganger/os/reading.hpp>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <span>
#include <utility>

namespace ganger::engine {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t typed_at_most = 4096;
// A shell that puts a running job into the foreground sends no signal.
constexpr auto between_looks = 200ms;

} // namespace

KeyRelay::KeyRelay(boost::asio::io_context& context, os::Fd keyboard)
    : keyboard_(context, std::move(keyboard)), modes_(keyboard_.fd()), look_again_(context) {
    look();
}

void KeyRelay::give_to(const std::shared_ptr<OutputPump>& pty) {
    typed_.clear(); // it was for another
    pty_ = pty;
    read_on();
}

void KeyRelay::leave() {
    in_foreground_ = false;
    modes_.leave();
}

void KeyRelay::look() {
    in_foreground_ = modes_.enter();
    if (in_foreground_) return read_on();
    look_later();
}

void KeyRelay::look_later() {
    in_foreground_ = false;
    look_again_.expires_after(between_looks);
    look_again_.async_wait([this](const boost::system::error_code& error) {
        if (!error) look();
    });
}

// What was read is taken before more is read.
void KeyRelay::read_on() {
    if (!in_foreground_ || pty_.expired() || !typed_.empty() || std::exchange(reading_, true)) return;
    keyboard_.wait(WatchedFd::Wait::wait_read, [this] {
        reading_ = false;
        read();
    });
}

void KeyRelay::read() {
    if (!in_foreground_ || pty_.expired() || !typed_.empty()) return;
    if (!os::in_foreground(keyboard_.fd())) return look();
    std::array<char, typed_at_most> room;
    const std::array<std::span<char>, 1> pieces{std::span<char>(room)};
    const auto read = os::read_into(keyboard_.fd(), pieces);
    // Somebody took the foreground just now or has set the modes, or the terminal is gone.
    if (read.count == 0 && !read.again) return look_later();
    typed_.assign(room.data(), read.count);
    write();
}

void KeyRelay::write() {
    while (!typed_.empty()) {
        const auto pty = pty_.lock();
        if (!pty) break;
        const long count = pty->write(typed_);
        if (count >= 0)
            typed_.erase(0, static_cast<std::size_t>(count));
        else if (errno == EAGAIN)
            return pty->wait_for_room([this] { write(); });
        else
            break;
    }
    typed_.clear();
    read_on();
}

} // namespace ganger::engine
