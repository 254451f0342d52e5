#include "threaded_output.hpp"

#include <cerrno>
#include <string>
#include <utility>

namespace ganger::engine {

namespace {
constexpr std::size_t piece_size = std::size_t{128} << 10;

long refused(int error) {
    errno = error;
    return -1;
}
} // namespace

struct ThreadedOutput::Writing {
    os::OutputTarget target;
    std::string piece{};
    std::size_t written = 0;
    int error = 0;

    std::size_t left() const { return piece.size() - written; }

    void run() noexcept {
        error = 0;
        while (written < piece.size() && error == 0) {
            const long count = os::write_some(target, std::string_view(piece).substr(written));
            if (count < 0)
                error = errno;
            else
                written += static_cast<std::size_t>(count);
        }
    }
};

ThreadedOutput::ThreadedOutput(boost::asio::io_context& context, os::OutputTarget target,
                               std::function<void()> ready)
    : writing_(new Writing{std::move(target)}), thread_(
                                                    context, [writing = writing_] { writing->run(); },
                                                    [this, ready = std::move(ready)] {
                                                        is_writing_ = false;
                                                        ready();
                                                    }) {}

long ThreadedOutput::write(std::string_view bytes) {
    if (is_writing_) return refused(EAGAIN);
    if (error() != 0) return refused(error());
    writing_->piece = bytes.substr(0, piece_size);
    writing_->written = 0;
    start();
    return static_cast<long>(writing_->piece.size());
}

int ThreadedOutput::error() const {
    return is_writing_ ? 0 : writing_->error;
}

bool ThreadedOutput::try_again() {
    if (error() == 0) return false;
    start();
    return true;
}

std::size_t ThreadedOutput::drain(core::Duration at_most) {
    if (is_writing_ && !thread_.wait(at_most)) return writing_->piece.size();
    return writing_->left();
}

void ThreadedOutput::start() {
    is_writing_ = true;
    thread_.start();
}

} // namespace ganger::engine
