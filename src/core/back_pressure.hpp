// Who may be read, and how much at a time. While the sink keeps up: large reads, and only a full ring stops
// its sources. While it is behind: each source has its share of what may lie ahead of the sink, so that a
// flood delays the others by no more.
#pragma once

#include "stream_source.hpp"

#include <ganger/core/sink_gauge.hpp>
#include <ganger/core/stream_event.hpp>
#include <ganger/core/time.hpp>

#include <cstddef>

namespace ganger::core {

inline constexpr std::size_t wide_pipe = std::size_t{256} << 10;

class BackPressure {
  public:
    void opened() { ++open_; }
    void closed(Source& source);
    std::size_t open() const { return open_; }

    std::size_t allowance(const Source& source) const;

    // After a read of so many bytes: its pipe was as good as full, and is to be enlarged.
    bool widen(Source& source, std::size_t count);

    // After a read into the source's ring.
    void check(Source& source, SourceTable& sources);

    void sink_refused(Monotonic now, SourceTable& sources);
    void sink_took(std::size_t count, Monotonic now, SourceTable& sources);
    void sink_holds(std::size_t bytes, Monotonic now, SourceTable& sources);
    // A second without progress begins now.
    void forgive(Monotonic now) { progress_ = now; }
    void tick(Monotonic now) { gauge_.tick(now); }
    // What is late now is late.
    void hurry() { gauge_.lift(); }
    std::size_t room_in_sink() const { return gauge_.room(); }
    Deadline look_at_sink() const { return gauge_.look_at(); }
    // How much may be formatted and not yet with the sink.
    std::size_t formatted_ahead() const;
    // All is with the sink, or given up.
    void sink_caught_up() {
        behind_ = false;
        gauge_.caught_up();
    }
    bool behind() const { return behind_; }
    Monotonic last_progress() const { return progress_; }

    // Whether somebody waits for ResumeReading.
    bool blocking() const { return blocked_ > 0; }
    // Calls for each source that may be read again.
    template <class Function>
    void resume(SourceTable& sources, Function resumed) {
        sources.each([&](Source& source) {
            if (!source.blocked || !has_room(source)) return;
            unblock(source);
            resumed(source);
        });
    }

  private:
    std::size_t share(const Source& source) const;
    void fall_behind(Monotonic now, SourceTable& sources);
    bool has_room(const Source& source) const;
    void block(Source& source);
    void unblock(Source& source);

    std::size_t open_ = 0;
    std::size_t blocked_ = 0;
    std::size_t wide_ = 0;
    bool behind_ = false;
    SinkGauge gauge_;
    Monotonic progress_;
};

} // namespace ganger::core
