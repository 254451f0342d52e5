// The terminal that keys are read from, and its modes meanwhile.
#pragma once

#include <ganger/os/fd.hpp>

namespace ganger::os {

// What is typed at the terminal `number`, opened anew: non-blocking, and nobody else's flags change. Empty
// where that is no terminal, or refused.
Fd open_keyboard(int number);

// Are we among those who may read from our terminal and change its modes?
bool in_foreground(const Fd& terminal);

// Each key comes at once, unchanged and unechoed, as the terminal behind it wants to see it; Ctrl-C,
// Ctrl-\ and Ctrl-Z stay signals. Given back on every way out: by leave(), by the destructor, and by a
// handler for each signal that ends us, SIGKILL apart. One object at a time; `terminal` outlives it.
class KeyModes {
  public:
    explicit KeyModes(const Fd& terminal);
    ~KeyModes();
    KeyModes(const KeyModes&) = delete;
    KeyModes& operator=(const KeyModes&) = delete;

    // If we are in the foreground; else the modes are somebody else's, and left alone. May be called at any
    // time: again after we stood still, since a shell may have set its own.
    bool enter();

    // As it was before.
    void leave();

  private:
    const Fd& terminal_;
};

} // namespace ganger::os
