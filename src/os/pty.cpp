#include <ganger/os/pty.hpp>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>

#ifndef TIOCGPTPEER
#define TIOCGPTPEER _IO('T', 0x41)
#endif

namespace ganger::os {
namespace {

// By the master itself: its name means nothing where another /dev/pts is mounted over ours. By name on
// kernels before 4.13.
Fd open_slave(const Fd& master) {
    constexpr int flags = O_RDWR | O_NOCTTY | O_CLOEXEC;
    Fd slave(::ioctl(master.number(), TIOCGPTPEER, flags));
    if (slave) return slave;
    char name[64];
    if (::ptsname_r(master.number(), name, sizeof name) != 0) return {};
    return Fd(::open(name, flags));
}

bool set_modes(const Fd& slave) {
    termios modes{};
    if (::tcgetattr(slave.number(), &modes) != 0) return false;
    // The rest of the kernel's defaults is what a terminal in everyday use has.
    modes.c_oflag &= ~static_cast<tcflag_t>(ONLCR);
    modes.c_iflag |= IUTF8;
    return ::tcsetattr(slave.number(), TCSANOW, &modes) == 0;
}

tl::unexpected<int> refused() {
    return tl::unexpected(errno);
}

} // namespace

tl::expected<Pty, int> open_pty(core::TerminalSize size) {
    Pty pty;
    pty.master = Fd(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
    if (!pty.master || ::unlockpt(pty.master.number()) != 0) return refused();
    pty.slave = open_slave(pty.master);
    if (!pty.slave || !set_modes(pty.slave)) return refused();
    set_size(pty.master, size);
    return pty;
}

std::optional<core::TerminalSize> terminal_size(int number) {
    winsize sizes{};
    if (::ioctl(number, TIOCGWINSZ, &sizes) != 0 || sizes.ws_col == 0 || sizes.ws_row == 0)
        return std::nullopt;
    return core::TerminalSize{sizes.ws_col, sizes.ws_row};
}

void set_size(const Fd& master, core::TerminalSize size) {
    winsize sizes{};
    sizes.ws_col = size.columns;
    sizes.ws_row = size.rows;
    ::ioctl(master.number(), TIOCSWINSZ, &sizes);
}

bool takes_single_keys(const Fd& master) {
    termios modes{};
    return ::tcgetattr(master.number(), &modes) == 0 && (modes.c_lflag & ICANON) == 0;
}

bool can_be_read(const Fd& master) {
    pollfd entry{master.number(), POLLIN, 0};
    return ::poll(&entry, 1, 0) != 0;
}

} // namespace ganger::os
