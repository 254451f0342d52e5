// Lines of ganger's own that wait for the last words of those whom they are about. They keep their order.
#pragma once

#include "stream_source.hpp"

#include <ganger/core/stream_event.hpp>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

namespace ganger::core {

class WaitingLines {
  public:
    bool empty() const { return lines_.empty(); }

    // False: too many wait already.
    bool add(const Told& told) {
        if (lines_.size() >= most) return false;
        lines_.push_back(told);
        return true;
    }

    // The first one, if it waits for nobody any more.
    std::optional<Told> next(SourceTable& sources) {
        if (lines_.empty() || waits(lines_.front(), sources)) return std::nullopt;
        std::optional<Told> told = std::move(lines_.front());
        lines_.pop_front();
        return told;
    }

  private:
    static constexpr std::size_t most = 1000;

    static bool waits(const Told& told, SourceTable& sources) {
        if (!told.after) return false;
        return std::any_of(every_stream.begin(), every_stream.end(), [&](Stream stream) {
            const Source* source = sources.find(source_of(*told.after, stream));
            return source != nullptr && !source->life.said_all();
        });
    }

    std::deque<Told> lines_;
};

} // namespace ganger::core
