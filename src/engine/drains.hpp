// All places where the stream goes besides the foreground.
#pragma once

#include "drain.hpp"

#include <ganger/core/journal_entry.hpp>
#include <ganger/engine/run.hpp>

#include <cstddef>
#include <functional>
#include <list>

namespace ganger::engine {

class Drains {
  public:
    // `context` and `history` outlive them.
    Drains(boost::asio::io_context& context, core::LogHistory& history, DrainOptions options,
           core::JournalApp app, const Drain::Say& say, const Drain::MadeRoom& made_room);

    void wake();
    void reopen();

    // The history has ended. `then` is called when each has all of it, or can't have it, or the time is over;
    // standard error is told what is lost.
    void finish(core::Duration at_most, std::function<void()> then);

  private:
    void end();

    std::list<Drain> all_;
    std::size_t unfinished_ = 0;
    boost::asio::steady_timer last_;
    std::function<void()> finished_;
};

} // namespace ganger::engine
