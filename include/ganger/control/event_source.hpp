// What is not answered at once but as it happens: server-sent events (text/event-stream).
#pragma once

#include <cstddef>
#include <string>

namespace ganger::control {

class EventSource {
  public:
    EventSource() = default;
    EventSource(const EventSource&) = delete;
    EventSource& operator=(const EventSource&) = delete;
    virtual ~EventSource() = default;

    // Appends what there is, no more than about `most` bytes at once. False: nothing more will come.
    virtual bool take(std::string& out, std::size_t most) = 0;
    // It is done with what there is now; else it waits for what comes.
    virtual bool ends_by_itself() const { return false; }
};

} // namespace ganger::control
