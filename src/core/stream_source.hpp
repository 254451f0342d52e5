// One source of the stream, and the table of all that are open or have something left to be written.
#pragma once

#include "line_writer.hpp"
#include "source_life.hpp"

#include <ganger/core/log_history.hpp>
#include <ganger/core/stream_event.hpp>
#include <ganger/core/time.hpp>

#include <algorithm>
#include <memory>
#include <vector>

namespace ganger::core {

struct Source {
    SourceId id{};
    LogRing* ring = nullptr;
    Speaker speaker; // in it
    Line line;
    SourceLife life;
    std::size_t ahead = 0;  // read and not yet formatted
    std::size_t queued = 0; // what the foreground has to do for it
    bool blocked = false;   // not to be read until ResumeReading
    bool hidden = false;    // read and kept as history, not shown
    bool wide = false;      // its pipe was enlarged
    Monotonic last_read;
    Monotonic partial_since;

    bool closed() const { return life.closed(); }
    // Only from now on it may be late.
    void resumed(Monotonic now, const LifeTimes& times) {
        last_read = partial_since = now;
        life.resumed(now, times);
    }
    // Something of it is on its way to the sink, or has begun there.
    bool has_output() const { return queued > 0 || line.begun() || line.aside || line.skipping; }
    // Its leader has ended, and the sink keeps us from reading the rest.
    bool waits_to_be_read() const { return blocked && !closed() && !life.speaking(); }
};

class SourceTable {
  public:
    Source* find(SourceId id) {
        if (last_ != nullptr && last_->id == id) return last_;
        const auto at = place_of(id);
        if (at == all_.end() || at->id != id) return nullptr;
        return last_ = at->source.get();
    }

    Source& open(SourceId id) {
        auto source = std::make_unique<Source>();
        source->id = id;
        Source& opened = *source;
        all_.insert(place_of(id), Entry{id, std::move(source)});
        return opened;
    }

    void remove(Source& source) {
        last_ = nullptr;
        all_.erase(place_of(source.id));
    }

    // Whoever still speaks when all is over can't die, nor say more than what is there. How many these are.
    std::size_t hold_open(Monotonic until) {
        std::size_t count = 0;
        each([&](Source& source) {
            if (!source.life.speaking()) return;
            source.life.hold_open(until);
            ++count;
        });
        return count;
    }

    template <class Function>
    void each(Function function) {
        for (Entry& entry : all_) function(*entry.source);
    }

  private:
    struct Entry {
        SourceId id{};
        std::unique_ptr<Source> source;
    };

    std::vector<Entry>::iterator place_of(SourceId id) {
        if (!all_.empty() && all_.back().id < id) return all_.end(); // numbers of launches grow
        return std::lower_bound(all_.begin(), all_.end(), id,
                                [](const Entry& entry, SourceId wanted) { return entry.id < wanted; });
    }

    std::vector<Entry> all_; // by number
    Source* last_ = nullptr;
};

} // namespace ganger::core
