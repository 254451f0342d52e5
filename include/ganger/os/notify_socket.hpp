// The socket on which a service manager is told things, a datagram each. Opened once: later there may be no
// descriptor left. Never blocks.
#pragma once

#include <ganger/os/fd.hpp>

#include <optional>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>

namespace ganger::os {

class NotifySocket {
  public:
    // `address`: a path, or "@abstract". Whether somebody is there shows when something is sent.
    static std::optional<NotifySocket> open(const std::string& address);

    // False: not sent, errno says why. It may be that the other side is busy.
    bool send(const std::string& text) const;

  private:
    NotifySocket() = default;

    Fd socket_;
    sockaddr_un address_{};
    socklen_t size_ = 0;
};

} // namespace ganger::os
