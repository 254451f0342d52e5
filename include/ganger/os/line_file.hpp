// A file of lines, read from its end back, and onwards from there; what is kept of it in memory is a line. A
// line longer than 1 MiB, which no program means to be read, comes in pieces.
#pragma once

#include <ganger/core/result.hpp>
#include <ganger/os/fd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ganger::os {

class LineFile {
  public:
    // At its end. Nothing: there is none of this name.
    static Result<std::optional<LineFile>> open(const std::string& path);

    // The line before the place where we are, which is before that line from then on. Without newline; valid
    // until the next call. Nothing: at the beginning, or it can't be read.
    std::optional<std::string_view> previous();

    // The one behind that place.
    std::optional<std::string_view> next();

  private:
    LineFile(Fd file, std::uint64_t size) : file_(std::move(file)), size_(size), at_(size), begin_(size) {}

    std::uint64_t end() const { return begin_ + kept_.size(); }
    bool read_before();
    bool read_behind();

    Fd file_;
    std::uint64_t size_;
    std::uint64_t at_;    // the beginning of a line
    std::uint64_t begin_; // of what is kept
    std::string kept_;
};

} // namespace ganger::os
