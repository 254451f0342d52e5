#include "children.hpp"

#include <ganger/os/terminal.hpp>

#include <gmock/gmock.h>

#include <cstdlib>
#include <cstring>
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>

// As g++ says it, and clang.
#if defined(__SANITIZE_ADDRESS__)
#define GANGER_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GANGER_SANITIZED
#endif
#endif

namespace ganger::os {
namespace {

termios modes_of(int number) {
    termios modes{};
    ::tcgetattr(number, &modes);
    return modes;
}

bool echoes(int number) {
    return (modes_of(number).c_lflag & ECHO) != 0;
}

bool same(const termios& a, const termios& b) {
    return a.c_iflag == b.c_iflag && a.c_oflag == b.c_oflag && a.c_cflag == b.c_cflag &&
           a.c_lflag == b.c_lflag && std::memcmp(a.c_cc, b.c_cc, sizeof a.c_cc) == 0;
}

using Body = std::function<void(const Fd& keyboard)>;
enum class Place { foreground, background };

// What a shell sees of a job that uses its terminal: how it ended, and whether the modes are what they were.
std::string job(Place place, const Body& body) {
    return in_own_process([&]() -> std::string {
        const int master = ::posix_openpt(O_RDWR | O_NOCTTY); // left open: its end is our hang-up
        ::unlockpt(master);
        ::setsid();
        ::signal(SIGTTOU, SIG_IGN);
        const Fd terminal(::open(::ptsname(master), O_RDWR)); // controls us from now on
        const termios before = modes_of(terminal.number());
        const Pipe go = std::move(make_pipe().value());
        const pid_t child = ::fork();
        if (child == 0) {
            ::setpgid(0, 0);
            char byte = 0;
            (void) !::read(go.read_end.number(), &byte, 1);
            body(open_keyboard(terminal.number()));
            ::_exit(0);
        }
        ::setpgid(child, child);
        if (place == Place::foreground) ::tcsetpgrp(terminal.number(), child);
        (void) !::write(go.write_end.number(), "x", 1);
        int status = 0;
        ::waitpid(child, &status, 0);
        const std::string end = WIFSIGNALED(status) ? "killed by " + std::to_string(WTERMSIG(status))
                                                    : "exited " + std::to_string(WEXITSTATUS(status));
        return end + (same(before, modes_of(terminal.number())) ? "" : ", and the modes are others");
    });
}

TEST(Terminal, KeysComeAtOnceAndUnechoedAndCtrlCStaysASignal) {
    const auto body = [](const Fd& keyboard) {
        KeyModes modes(keyboard);
        if (!modes.enter()) ::_exit(1);
        const termios now = modes_of(keyboard.number());
        if ((now.c_lflag & (ICANON | ECHO)) != 0 || (now.c_lflag & ISIG) == 0) ::_exit(2);
        if ((now.c_oflag & OPOST) == 0) ::_exit(3);
    };
    EXPECT_EQ(job(Place::foreground, body), "exited 0");
}

TEST(Terminal, IsAsBeforeWhileItIsLeft) {
    const auto body = [](const Fd& keyboard) {
        KeyModes modes(keyboard);
        modes.enter();
        modes.leave();
        if (!echoes(keyboard.number())) ::_exit(1);
        modes.enter();
        modes.enter();
        if (echoes(keyboard.number())) ::_exit(2);
    };
    EXPECT_EQ(job(Place::foreground, body), "exited 0");
}

TEST(Terminal, IsLeftAloneInTheBackground) {
    const auto body = [](const Fd& keyboard) {
        KeyModes modes(keyboard);
        if (modes.enter()) ::_exit(1);
        if (!echoes(keyboard.number())) ::_exit(2);
    };
    EXPECT_EQ(job(Place::background, body), "exited 0");
}

TEST(Terminal, IsRestoredByEachSignalThatEndsUs) {
    for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTERM, SIGHUP, SIGINT, SIGQUIT,
                             SIGALRM, SIGTRAP, SIGSYS, SIGXCPU, SIGIO, SIGRTMIN}) {
        const auto body = [=](const Fd& keyboard) {
            KeyModes modes(keyboard);
            modes.enter();
            ::raise(signal);
        };
#ifdef GANGER_SANITIZED // its handlers abort
        EXPECT_THAT(job(Place::foreground, body), ::testing::Not(::testing::HasSubstr("others"))) << signal;
#else
        EXPECT_EQ(job(Place::foreground, body), "killed by " + std::to_string(signal));
#endif
    }
}

TEST(Terminal, IsRestoredWhereACrashEndsUs) {
    const auto body = [](const Fd& keyboard) {
        KeyModes modes(keyboard);
        modes.enter();
        volatile int* nowhere = nullptr;
        *nowhere = 1; // NOLINT
    };
    EXPECT_THAT(job(Place::foreground, body), ::testing::Not(::testing::HasSubstr("others")));
    EXPECT_THAT(job(Place::foreground, body), ::testing::Not(::testing::HasSubstr("exited 0")));
}

TEST(Terminal, ASignalThatIsIgnoredStaysIgnored) {
    const auto body = [](const Fd& keyboard) {
        ::signal(SIGHUP, SIG_IGN);
        KeyModes modes(keyboard);
        ::raise(SIGHUP);
    };
    EXPECT_EQ(job(Place::foreground, body), "exited 0");
}

TEST(Terminal, AKeyboardIsADescriptionOfItsOwn) {
    const auto body = [](const Fd& keyboard) {
        const int theirs = ::open("/dev/tty", O_RDWR);
        const Fd again = open_keyboard(theirs);
        if ((::fcntl(again.number(), F_GETFL) & O_NONBLOCK) == 0) ::_exit(1);
        if ((::fcntl(theirs, F_GETFL) & O_NONBLOCK) != 0) ::_exit(2);
        if ((::fcntl(keyboard.number(), F_GETFD) & FD_CLOEXEC) == 0) ::_exit(3);
    };
    EXPECT_EQ(job(Place::foreground, body), "exited 0");
}

TEST(Terminal, WhatIsNoTerminalIsNoKeyboard) {
    const Pipe pipe = std::move(make_pipe().value());
    EXPECT_FALSE(open_keyboard(pipe.read_end.number()));
    const Fd master(::posix_openpt(O_RDWR | O_NOCTTY));
    EXPECT_FALSE(open_keyboard(master.number()));
}

} // namespace
} // namespace ganger::os
