// What is typed at our terminal goes to the pty of a child, byte by byte, as long as we are in the
// foreground. What the child does not take stays in the terminal, but for 4 KiB: never blocks, never spins.
#pragma once

#include "output_pump.hpp"
#include "watched_fd.hpp"

#include <ganger/os/terminal.hpp>

#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <string>

namespace ganger::engine {

class KeyRelay {
  public:
    // `keyboard`: os::open_keyboard.
    KeyRelay(boost::asio::io_context& context, os::Fd keyboard);

    // From now on the keys are for whoever sits at this pty, as long as it is open.
    void give_to(const std::shared_ptr<OutputPump>& pty);

    // Sets the modes of the terminal or leaves them alone, as we are in the foreground or not. To be called
    // when that may have changed: after we were continued.
    void look();
    // Before we stand still.
    void leave();

  private:
    void look_later();
    void read_on();
    void read();
    void write();

    WatchedFd keyboard_;
    os::KeyModes modes_;
    boost::asio::steady_timer look_again_;
    std::weak_ptr<OutputPump> pty_;
    std::string typed_; // read, not yet taken by the child
    bool in_foreground_ = false;
    bool reading_ = false;
};

} // namespace ganger::engine
