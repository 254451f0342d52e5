// The stream in the systemd journal, each line an entry with fields.
#pragma once

#include "drain.hpp"
#include "watched_fd.hpp"

#include <ganger/core/journal_entry.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace ganger::engine {

class JournalTarget : public DrainTarget {
  public:
    // `socket`: of os::open_journal.
    JournalTarget(boost::asio::io_context& context, os::Fd socket, core::JournalApp app)
        : socket_(context, std::move(socket)), app_(std::move(app)) {}

    std::string name() const override { return "the journal"; }
    bool has_room() const override;
    void add(const core::LogLine& line, const core::Time& now) override;
    Flushed flush(const core::Time& now) override;
    std::size_t unsent() override { return entries_.size() - first_; }
    void when_ready(std::function<void()> then) override;

  private:
    WatchedFd socket_;
    core::JournalApp app_;
    std::vector<std::string> entries_; // those before `first_` are sent
    std::size_t first_ = 0;
};

} // namespace ganger::engine
