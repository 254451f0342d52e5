#include "journal_target.hpp"

#include <ganger/os/journal_socket.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace ganger::engine {

namespace {
constexpr std::size_t batch_size = 16;
}

bool JournalTarget::has_room() const {
    return entries_.size() < batch_size;
}

void JournalTarget::add(const core::LogLine& line, const core::Time& /*now*/) {
    core::append_journal_entry(entries_.emplace_back(), line, app_);
}

DrainTarget::Flushed JournalTarget::flush(const core::Time& /*now*/) {
    for (; first_ < entries_.size(); ++first_) {
        const int error = os::send_to_journal(socket_.fd(), entries_[first_]);
        if (error == EAGAIN) return {Progress::busy};
        if (error != 0)
            return {Progress::failed, fmt::format("cannot write to the journal: {}", std::strerror(error))};
    }
    entries_.clear();
    first_ = 0;
    return {};
}

void JournalTarget::when_ready(std::function<void()> then) {
    socket_.wait(WatchedFd::Wait::wait_write, std::move(then));
}

} // namespace ganger::engine
