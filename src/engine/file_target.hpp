// The stream in a file, with rotation. What is written is handed over in pieces of at most 64 KiB, on the one
// thread: the kernel keeps it in memory as a rule; on a disk that is slower than the app for long, each piece
// may wait for it.
#pragma once

#include "drain.hpp"

#include <ganger/core/log_text.hpp>
#include <ganger/engine/run.hpp>
#include <ganger/os/log_file.hpp>

#include <string>

namespace ganger::engine {

class FileTarget : public DrainTarget {
  public:
    explicit FileTarget(const LogFileOptions& options);

    std::string name() const override;
    bool has_room() const override;
    void add(const core::LogLine& line, const core::Time& now) override;
    Flushed flush(const core::Time& now) override;
    std::size_t unsent() const override;
    void reopen() override { file_.close(); }

  private:
    os::LogFile file_;
    unsigned keep_;
    core::LogRotation rotation_;
    core::LogText text_;
    std::string batch_;
    std::string not_rotated_; // why
};

} // namespace ganger::engine
