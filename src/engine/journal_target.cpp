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
    std::size_t bytes = 0;
    for (; first_ < entries_.size(); ++first_) {
        const int error = os::send_to_journal(socket_.fd(), entries_[first_]);
        if (error == EAGAIN) return {Progress::busy, bytes};
        if (error != 0)
            return {Progress::failed, bytes,
                    fmt::format("cannot write to the journal: {}", std::strerror(error))};
        bytes += entries_[first_].size();
    }
    entries_.clear();
    first_ = 0;
    return {Progress::sent, bytes};
}

void JournalTarget::when_ready(std::function<void()> then) {
    socket_.wait(WatchedFd::Wait::wait_write, std::move(then));
}

} // namespace ganger::engine
