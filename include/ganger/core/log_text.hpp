// Lines of the history as the stream would show them: the same formats, by the same code.
#pragma once

#include <ganger/core/action.hpp>
#include <ganger/core/line_format.hpp>
#include <ganger/core/log_reader.hpp>
#include <ganger/core/terminal_size.hpp>
#include <ganger/core/time.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

// A line of the history that is its own.
struct LogRecord {
    Wall time;
    std::string type; // "ganger": it is one of its own
    std::uint32_t instance = 0;
    Stream stream = Stream::both;
    Level level = Level::info;   // of ganger's own
    Topic topic = Topic::notice; // of ganger's own
    std::string text;
    bool continued = false;
    bool cut = false; // another part comes

    LogLine line() const { return {time, type, instance, stream, level, topic, text, continued, cut}; }
};

class LogText {
  public:
    // `types` in the order of the Procfile: they have the same colours as in the stream.
    LogText(const LineFormat& format, std::vector<std::string> types, TerminalSize size);
    ~LogText();
    LogText(const LogText&) = delete;
    LogText& operator=(const LogText&) = delete;

    // Valid until the next call. In raw, ganger's own lines are nothing.
    std::string_view text(const LogLine& record, std::chrono::seconds utc_offset);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace ganger::core
