#include "reopen.hpp"

#include <ganger/os/terminal.hpp>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace ganger::os {
namespace {

constexpr int last_signal = 64;
constexpr std::size_t alternate_stack_size = std::size_t{16} << 10;

// For the handler, so it is there once only.
struct ToRestore {
    std::atomic<int> terminal{-1};
    termios modes{};
};
ToRestore to_restore;
std::array<struct sigaction, last_signal + 1> before_us;
std::array<char, alternate_stack_size> alternate_stack; // for a stack that has overflowed

bool foreground(int terminal) {
    return ::tcgetpgrp(terminal) == ::getpgrp();
}

// Async-signal-safe. TCSANOW: what the terminal does not take (Ctrl-S) must hold up nobody.
void restore() {
    const int terminal = to_restore.terminal.exchange(-1);
    if (terminal >= 0 && foreground(terminal)) ::tcsetattr(terminal, TCSANOW, &to_restore.modes);
}

bool is_fault(int signal) {
    return signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGILL || signal == SIGABRT;
}

// Back as it was, and once more: a fault repeats itself when we return, a signal that was sent is sent again.
void restore_and_end(int signal, siginfo_t* info, void*) {
    const int error = errno;
    restore();
    ::sigaction(signal, &before_us[static_cast<std::size_t>(signal)], nullptr);
    const bool repeats = is_fault(signal) && signal != SIGABRT && info->si_code > 0;
    if (!repeats) ::raise(signal);
    errno = error;
}

// Of those with their default action left, which ends us; faults in any case, since a sanitizer has handlers.
bool ends_us(int signal, const struct sigaction& action) {
    switch (signal) {
    case SIGKILL:
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
    case SIGCONT:
    case SIGCHLD:
    case SIGURG:
    case SIGWINCH:
        return false;
    default:
        return is_fault(signal) || action.sa_handler == SIG_DFL;
    }
}

void watch_ends() {
    stack_t stack{};
    if (::sigaltstack(nullptr, &stack) == 0 && (stack.ss_flags & SS_DISABLE) != 0) {
        stack = {};
        stack.ss_sp = alternate_stack.data();
        stack.ss_size = alternate_stack.size();
        ::sigaltstack(&stack, nullptr);
    }
    for (int signal = 1; signal <= last_signal; ++signal) {
        auto& before = before_us[static_cast<std::size_t>(signal)];
        if (::sigaction(signal, nullptr, &before) != 0 || !ends_us(signal, before)) continue;
        struct sigaction action {};
        action.sa_sigaction = restore_and_end;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK;
        ::sigaction(signal, &action, nullptr);
    }
}

void forget_ends() {
    for (int signal = 1; signal <= last_signal; ++signal) {
        struct sigaction now {};
        const bool ours = ::sigaction(signal, nullptr, &now) == 0 && now.sa_sigaction == restore_and_end;
        if (ours) ::sigaction(signal, &before_us[static_cast<std::size_t>(signal)], nullptr);
    }
}

termios for_keys(termios modes) {
    modes.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | IEXTEN);
    modes.c_iflag &= ~static_cast<tcflag_t>(ICRNL | INLCR | IGNCR);
    modes.c_cc[VMIN] = 1;
    modes.c_cc[VTIME] = 0;
    return modes;
}

bool same_terminal(int first, int second) {
    unsigned a = 0;
    unsigned b = 0;
    return ::ioctl(first, TIOCGDEV, &a) == 0 && ::ioctl(second, TIOCGDEV, &b) == 0 && a == b;
}

} // namespace

Fd open_keyboard(int number) {
    if (::isatty(number) == 0 || is_pty_master(number)) return {};
    if (Fd opened = reopen(number, O_RDONLY | O_NONBLOCK)) return opened;
    // After a change of user: the controlling terminal may always be opened.
    Fd opened(::open("/dev/tty", O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (opened && !same_terminal(number, opened.number())) opened.reset();
    return opened;
}

bool in_foreground(const Fd& terminal) {
    return foreground(terminal.number());
}

KeyModes::KeyModes(const Fd& terminal) : terminal_(terminal) {
    watch_ends();
}

KeyModes::~KeyModes() {
    leave();
    forget_ends();
}

bool KeyModes::enter() {
    if (!in_foreground(terminal_)) {
        to_restore.terminal = -1;
        return false;
    }
    if (to_restore.terminal < 0 && ::tcgetattr(terminal_.number(), &to_restore.modes) != 0) return false;
    const termios modes = for_keys(to_restore.modes);
    to_restore.terminal = terminal_.number(); // from here on a signal that ends us finds all it needs
    return ::tcsetattr(terminal_.number(), TCSANOW, &modes) == 0;
}

void KeyModes::leave() {
    restore();
}

} // namespace ganger::os
