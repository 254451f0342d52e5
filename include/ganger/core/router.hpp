// The stream: which bytes go to the sink next, when a partial line is shown, how long a dying process's
// output is drained, what is dropped and counted. Pure: the engine reads into room() and writes output(), and
// reports both as events.
#pragma once

#include <ganger/core/line_format.hpp>
#include <ganger/core/log_history.hpp>
#include <ganger/core/stream_event.hpp>
#include <ganger/core/time.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

struct RouterOptions {
    LineFormat format;
    std::size_t ring_bytes = std::size_t{1} << 20;   // history of one type
    std::size_t rings_total = std::size_t{16} << 20; // of all types; touched only as it is used
    std::vector<std::string> types;                  // all of the Procfile; they share rings_total
    std::vector<std::string> hidden;                 // types that are read, kept as history, and not shown
    bool quiet = false;                              // of ganger's own lines only errors and what was dropped
    bool drops_when_stalled = false;                 // at all times; else only once a stop has begun
    std::size_t max_line = part_size;
    Duration partial_after = std::chrono::milliseconds{100};
    Duration drain = std::chrono::seconds{2};
    Duration stall = std::chrono::seconds{1};
    Duration flush = std::chrono::seconds{2};
};

// Exact at all times: read == written + dropped + held (all in bytes as read from sources that are shown). A
// line is dropped when its end is. Where text is changed on its way, it is written when all of it is.
struct StreamCounts {
    std::uint64_t read = 0;
    std::uint64_t written = 0; // reached the sink
    std::uint64_t dropped = 0;
    std::uint64_t held = 0;
    std::uint64_t dropped_lines = 0;
    std::uint64_t dropped_own_lines = 0;
};

class Router {
  public:
    explicit Router(RouterOptions options);
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;

    StreamActions handle(const StreamEvent& event, Time time);
    // To be asked after output(). In the past: a StreamTick is due now. It may be early, when what it was for
    // is done with.
    Deadline next_deadline() const;

    // How many bytes may be read from this source in one go now; 0: wait for ResumeReading. Small while the
    // sink is behind.
    std::size_t allowance(SourceId source) const;

    // Where to read at most `want` bytes (not above allowance()) into: one or two pieces for readv. Valid
    // until the next call of handle() or room().
    std::span<const std::span<char>> room(SourceId source, std::size_t want);

    // What the sink is to take next, formatted; empty: nothing. Valid until the next handle() or output().
    std::string_view output(SinkId sink = SinkId::stream);

    StreamCounts counts() const;

    // What was read and said, for readers of their own.
    LogHistory& history();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace ganger::core
