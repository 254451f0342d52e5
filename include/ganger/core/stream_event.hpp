// What happens to the log stream, and what the router wants done about it.
#pragma once

#include <ganger/core/action.hpp>
#include <ganger/core/terminal_size.hpp>
#include <ganger/core/time.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ganger::core {

// What a launch writes into: one for both stdout and stderr, in the order of its writes, or one for each.
// What a pty shows is stdout.
enum class Stream : std::uint8_t { both, out, err };
inline constexpr std::array every_stream{Stream::both, Stream::out, Stream::err};

constexpr std::string_view stream_text(Stream stream) {
    return stream == Stream::out ? "stdout" : stream == Stream::err ? "stderr" : "";
}
constexpr Stream stream_named(std::string_view text) {
    return text == "stdout" ? Stream::out : text == "stderr" ? Stream::err : Stream::both;
}

// One pipe that a launch writes into: the launch's number, and which stream it is. `own_source` is ganger
// itself.
enum class SourceId : std::uint64_t {};
inline constexpr SourceId own_source{0};

inline constexpr unsigned stream_shift = 62;
constexpr SourceId source_of(LaunchId launch, Stream stream) {
    return SourceId{static_cast<std::uint64_t>(launch) | static_cast<std::uint64_t>(stream) << stream_shift};
}
constexpr Stream stream_of(SourceId source) {
    return static_cast<Stream>(static_cast<std::uint64_t>(source) >> stream_shift);
}

constexpr LaunchId launch_of(SourceId source) {
    return LaunchId{static_cast<std::uint64_t>(source) & ((std::uint64_t{1} << stream_shift) - 1)};
}

struct SourceOpened {
    SourceId source{};
    std::string name; // "web.1"
    std::string type; // "web": instances of a type share a ring
};

// `count` bytes were read into room(source).
struct BytesRead {
    SourceId source{};
    std::size_t count = 0;
};

// End of file, or a read error: nothing more comes.
struct SourceClosed {
    SourceId source{};
};

// The leader ended; FIONREAD says that `pending` bytes are still in the pipe. They are its last words: what
// is said `after` this source waits for them, and a last line without newline is complete then, unless a
// grandchild goes on with it in time. What that one holds open is drained 2 s more at most.
struct LeaderEnded {
    SourceId source{};
    std::size_t pending = 0;
};

// A line of ganger's own. Own lines keep their order: one that waits for last words holds up those behind it.
struct Told {
    Level level = Level::info;
    std::string text;
    std::optional<LaunchId> after;
    Topic topic = Topic::notice;
    std::string failed{}; // "web.1": where it helps, its last lines are shown once more before this one
};

// `aside`: in the format raw, where ganger's own lines go.
enum class SinkId : std::uint8_t { stream, aside };

// The sink took the first `count` bytes of output().
struct SinkTook {
    std::size_t count = 0;
    SinkId sink = SinkId::stream;
};

// The sink is a pipe, and so much of what it took is unread. Said where there is something for it, before it
// is written.
struct SinkHolds {
    std::size_t unread = 0;
};

// The sink takes nothing now (EAGAIN).
struct SinkRefused {
    SinkId sink = SinkId::stream;
};

// The sink is gone for good (EPIPE, EIO …): output is counted as dropped from now on.
struct SinkBroke {
    int error = 0;
    SinkId sink = SinkId::stream;
};

// The sink takes nothing for want of space (ENOSPC …) and will be tried again: until it takes something, what
// there is for it is dropped and counted, and nobody waits for it.
struct SinkFull {
    int error = 0;
    SinkId sink = SinkId::stream;
};

// A stop of the app has begun: a second without progress of the sink turns blocking into a counted drop.
struct StopBegan {};

// Nothing runs any more: what is read is written, within 2 s, then StreamFinished.
struct FinishRequested {};

// How large the terminal is that the stream goes to.
struct TerminalResized {
    TerminalSize size;
};

struct StreamTick {};

using StreamEvent =
    std::variant<SourceOpened, BytesRead, SourceClosed, LeaderEnded, Told, SinkTook, SinkHolds, SinkRefused,
                 SinkFull, SinkBroke, StopBegan, FinishRequested, TerminalResized, StreamTick>;

// Stop reading this source and close our end: its leader has ended, and whoever holds the pipe had its time.
struct CloseSource {
    SourceId source{};
};

// allowance(source) was 0 and is no longer.
struct ResumeReading {
    SourceId source{};
};

// It floods: a larger pipe saves it and us most of the waking up. Where that is refused, it is slower.
struct WidenPipe {
    SourceId source{};
    std::size_t size = 0;
};

// Everything is out, or given up and counted. Answer to FinishRequested; said once. What a sink has taken and
// not written yet has until then.
struct StreamFinished {
    Monotonic until;
};

// The sink is gone for good. Said once, however often SinkBroke comes.
struct ReportSinkLost {};

// A program has asked its terminal where the cursor is, or what it is: this goes where its keys come from.
struct AnswerQuery {
    SourceId source{};
    std::string text;
};

using StreamAction = std::variant<CloseSource, ResumeReading, WidenPipe, StreamFinished, ReportSinkLost,
                                  AnswerQuery, SayAside>;
using StreamActions = std::vector<StreamAction>;

} // namespace ganger::core
