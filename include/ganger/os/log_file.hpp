// A file of logs that others may move, remove or replace at any time: what has its name is what is written.
// Follows no link, waits for nothing but the disk, and never leaves part of a line.
#pragma once

#include <ganger/core/log_rotation.hpp>
#include <ganger/core/result.hpp>
#include <ganger/os/fd.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace ganger::os {

class LogFile {
  public:
    explicit LogFile(std::string path) : path_(std::move(path)) {}

    const std::string& path() const { return path_; }

    // At the start: trouble that may be over later, such as a full disk, is none.
    Result<void> try_to_open();

    // Opens it if it is not open, or no longer what has that name; makes it (0600) if there is none.
    Result<core::LogFileState> look();

    // The next look() opens it anew.
    void close() { file_.reset(); }

    // Whole lines. How many of the bytes it has taken: whole lines, too. The error is that of the rest.
    struct Taken {
        std::size_t count = 0;
        int error = 0;
    };
    Taken append(std::string_view lines);

    // Old ones with numbers above `keep` go. The next look() makes a new file.
    Result<void> rotate(unsigned keep);

  private:
    bool has_its_name() const;
    Result<void> open();
    Error cannot(std::string_view what, int error) const;

    std::string path_;
    Fd file_;
    core::Wall born_; // where the file system does not know: when it was opened
};

} // namespace ganger::os
