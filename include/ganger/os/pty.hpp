// A terminal of ours for a child: it writes into the slave, we read and size the master.
#pragma once

#include <ganger/core/result.hpp>
#include <ganger/core/terminal_size.hpp>
#include <ganger/os/fd.hpp>

#include <cstddef>
#include <optional>

namespace ganger::os {

struct Pty {
    Fd master; // non-blocking
    Fd slave;  // blocking, for the child; nobody's controlling terminal yet
};

// Usual cooked modes, but a newline stays one: our own terminal adds the carriage return. Else errno.
tl::expected<Pty, int> open_pty(core::TerminalSize size);

// Of a terminal; empty where it is none, or knows no size.
std::optional<core::TerminalSize> terminal_size(int number);

// The kernel tells the processes in the foreground of it (SIGWINCH), if it is another size than before.
void set_size(const Fd& master, core::TerminalSize size);

// Whether a program reads each key as it comes, instead of lines that the kernel lets people edit and shows.
bool takes_single_keys(const Fd& master);

// Whether a read finds anything: bytes, or the end. Unlike FIONREAD it sees what was written just now.
bool can_be_read(const Fd& master);

// More than the kernel keeps of what was written and is not yet read: about 24 KiB, 84 where a page is 64
// KiB.
inline constexpr std::size_t pty_holds = std::size_t{128} << 10;

} // namespace ganger::os
