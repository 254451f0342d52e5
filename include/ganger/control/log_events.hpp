// The history as server-sent events, both ways:
//
//     event: begin                          first of all
//     data: {"app":"shop","types":["web"],"names":["web.1"]}
//
//     data: {"ts":"2026-11-21T13:03:07.123Z","name":"web.1","type":"web","instance":1,"msg":"text"}
//
//     data: {"ts":"…","name":"ganger","type":"ganger","level":"info","event":"started","msg":"web.1 started"}
//
//     event: lost                           this reader was too slow
//     data: {"lines":1234}
//
//     event: live                           to who follows: what comes from here on is new
//     data: {}
//
//     event: end                            what was asked for is complete; of who follows: the app has ended
//     data: {}
//
// Of a line that was too long each part has "cut": true, "continued": true or both. Where a line is no UTF-8,
// "bytes" has it in hexadecimal digits, too. "stream" is "stdout" or "stderr" where they are told apart.
#pragma once

#include <ganger/control/event_source.hpp>
#include <ganger/core/log_reader.hpp>
#include <ganger/core/log_text.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ganger::control {

struct LogsBegin {
    std::string app;
    std::vector<std::string> types; // in the order of the Procfile
    std::vector<std::string> names; // of the instances there are
};

class LogEvents : public EventSource {
  public:
    // The history outlives it.
    LogEvents(core::LogHistory& history, const core::LogQuery& query, const LogsBegin& begin);

    bool take(std::string& out, std::size_t most) override;
    bool ends_by_itself() const override { return !follows_; }

  private:
    void append(std::string& out, const core::LogLine& line);

    core::LogReader reader_;
    bool follows_;
    std::string begin_;
    bool is_live_ = false;
    core::Wall stamped_;
    std::string stamp_;
};

struct LogsLost {
    std::uint64_t lines = 0;
};
struct LogsLive {};
struct LogsEnd {};

using LogEvent = std::variant<LogsBegin, core::LogRecord, LogsLost, LogsLive, LogsEnd>;

// Puts together what comes in pieces. What is not known is no event: a newer version may have said it.
class LogEventParser {
  public:
    void feed(std::string_view bytes, const std::function<void(LogEvent)>& met);

  private:
    std::string begun_;
};

} // namespace ganger::control
