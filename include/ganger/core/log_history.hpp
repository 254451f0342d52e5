// The history of the stream: a ring for each type and one for ganger's own lines, all of them in one order.
// The rings are also the queue to the sink: what it has not consumed is never overwritten.
#pragma once

#include <ganger/core/log_ring.hpp>
#include <ganger/core/stream_event.hpp>
#include <ganger/core/time.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

class LogReader;

inline constexpr std::string_view own_type = "ganger";

// Of "web.2".
std::uint32_t instance_number(std::string_view name);

// A source as its ring knows it.
struct Speaker {
    SourceId source{};
    std::uint32_t number = 0; // of the instance
    bool in_line = false;     // it has begun a line
};

class LogHistory {
  public:
    struct TypeRing {
        std::string type;
        std::unique_ptr<LogRing> ring;
    };

    // `types` share `rings_total`.
    LogHistory(std::size_t ring_bytes, std::size_t rings_total, std::size_t types);

    LogRing& ring_of(const std::string& type);
    // The first one holds ganger's own lines.
    const std::deque<TypeRing>& rings() const { return rings_; }

    std::span<const std::span<char>> room(LogRing& ring, std::size_t want);
    void append(LogRing& ring, Speaker& speaker, std::size_t count, const Time& time);
    // The line that it has begun is complete.
    void seal(LogRing& ring, Speaker& speaker, const Time& time);
    void say(Level level, Topic topic, std::string_view text, const Time& time);

    // Nothing more comes.
    void end() { ended_ = true; }
    bool ended() const { return ended_; }

    // Of readers: each is told what is about to be overwritten.
    void add(LogReader& reader) { readers_.push_back(&reader); }
    void remove(LogReader& reader);
    bool is_read() const { return !readers_.empty(); }
    // What a reader that is waited for has not read is kept, but for ganger's own lines. To be called when
    // such a one has read. True: there is room again where there was little.
    bool keep_what_is_waited_for();

  private:
    LogMark mark(SourceId source, std::uint32_t number, const Time& time);

    std::size_t ring_bytes_;
    std::deque<TypeRing> rings_; // they stay where they are
    std::vector<LogReader*> readers_;
    std::uint64_t order_ = 0;
    SourceId latest_{};
    bool ended_ = false;
};

} // namespace ganger::core
