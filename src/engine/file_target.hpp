// The stream in a file, with rotation. What touches the disk is done by a thread of its own, a piece of 64
// KiB at a time, while the next one is made ready: a disk that hangs keeps nobody else waiting.
#pragma once

#include "drain.hpp"
#include "side_thread.hpp"

#include <ganger/core/log_text.hpp>
#include <ganger/engine/run.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>

namespace ganger::engine {

class FileTarget : public DrainTarget {
  public:
    // `context` outlives it.
    FileTarget(boost::asio::io_context& context, const LogFileOptions& options);

    std::string name() const override;
    bool has_room() const override;
    void add(const core::LogLine& line, const core::Time& now) override;
    Flushed flush(const core::Time& now) override;
    std::size_t unsent() override;
    void when_ready(std::function<void()> then) override { then_ = std::move(then); }
    void reopen() override { reopen_ = true; }

  private:
    struct Writing;
    void written();

    std::string path_;
    core::LogText text_;
    std::string batch_;
    std::deque<std::uint64_t> ends_; // of the lines that are not there yet, in bytes from the first one on
    std::uint64_t added_ = 0;        // bytes
    std::uint64_t written_ = 0;
    bool reopen_ = false;
    std::function<void()> then_;

    std::shared_ptr<Writing> writing_; // the thread's, while `is_writing_`
    bool is_writing_ = false;
    SideThread thread_;
};

} // namespace ganger::engine
