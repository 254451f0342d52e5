#include "children.hpp"

#include <ganger/os/pty.hpp>
#include <ganger/os/reading.hpp>

#include <sys/ioctl.h>
#include <sys/resource.h>
#include <termios.h>

namespace ganger::os {
namespace {

Pty pty(core::TerminalSize size = {}) {
    return std::move(open_pty(size).value());
}

// All that a read finds now.
std::string read_now(const Fd& master) {
    std::string text;
    char buffer[100];
    const std::span<char> piece[] = {buffer};
    for (;;) {
        const auto read = read_into(master, piece);
        if (read.count == 0) return text + (read.again ? "" : "[end]");
        text.append(buffer, read.count);
    }
}

// Its standard descriptors are the pty, which is its terminal.
SpawnRequest on_terminal(const Pty& pty, std::initializer_list<std::string> script) {
    auto request = request_for(script);
    request.standard_input = request.standard_output = request.standard_error = request.controlling_terminal =
        pty.slave.number();
    return request;
}

TEST(Pty, IsATerminalOfTheSizeAskedFor) {
    const auto terminal = pty({100, 30});
    EXPECT_NE(::isatty(terminal.slave.number()), 0);
    EXPECT_EQ(terminal_size(terminal.slave.number()), (core::TerminalSize{100, 30}));
    set_size(terminal.master, {50, 10});
    EXPECT_EQ(terminal_size(terminal.slave.number()), (core::TerminalSize{50, 10}));
}

TEST(Pty, HasNoSizeWhereThereIsNoTerminal) {
    const Pipe pipe = std::move(make_pipe().value());
    EXPECT_FALSE(terminal_size(pipe.read_end.number()));
    EXPECT_FALSE(terminal_size(pty({0, 0}).slave.number())) << "a serial line that was told none";
}

TEST(Pty, IsClosedOnExecAndOnlyOurSideIsNonBlocking) {
    const auto terminal = pty();
    for (const Fd* end : {&terminal.master, &terminal.slave})
        EXPECT_EQ(::fcntl(end->number(), F_GETFD), FD_CLOEXEC);
    EXPECT_NE(::fcntl(terminal.master.number(), F_GETFL) & O_NONBLOCK, 0);
    EXPECT_EQ(::fcntl(terminal.slave.number(), F_GETFL) & O_NONBLOCK, 0);
}

TEST(Pty, BecomesNotOurOwnTerminal) {
    const auto story = in_own_process([]() -> std::string {
        ::setsid(); // from now on the next terminal that is opened carelessly becomes ours
        const auto terminal = pty();
        return Fd(::open("/dev/tty", O_RDWR)) ? "it is ours" : "";
    });
    EXPECT_EQ(story, "");
}

TEST(Pty, DoublesNoCarriageReturn) {
    const auto terminal = pty();
    ASSERT_EQ(::write(terminal.slave.number(), "a\nb\r\n", 5), 5);
    EXPECT_EQ(read_now(terminal.master), "a\nb\r\n");
}

TEST(Pty, HasTheModesOfATerminalInEverydayUse) {
    termios modes{};
    ASSERT_EQ(::tcgetattr(pty().slave.number(), &modes), 0);
    EXPECT_EQ(modes.c_lflag & (ICANON | ECHO | ISIG | IEXTEN), tcflag_t{ICANON | ECHO | ISIG | IEXTEN});
    EXPECT_EQ(modes.c_iflag & (ICRNL | IUTF8), tcflag_t{ICRNL | IUTF8});
    EXPECT_EQ(modes.c_cc[VINTR], 3);
    EXPECT_EQ(modes.c_cc[VEOF], 4);
}

TEST(Pty, KnowsWhetherKeysAreReadOneByOne) {
    const auto terminal = pty();
    EXPECT_FALSE(takes_single_keys(terminal.master));
    termios modes{};
    ::tcgetattr(terminal.slave.number(), &modes);
    ::cfmakeraw(&modes);
    ::tcsetattr(terminal.slave.number(), TCSANOW, &modes);
    EXPECT_TRUE(takes_single_keys(terminal.master));
}

TEST(Pty, IsTheTerminalOfTheChildsSession) {
    const auto terminal = pty();
    Spawner spawner;
    const auto child = spawner.spawn(on_terminal(terminal, {"append", "/dev/tty", "hello", "wait"}));
    ASSERT_TRUE(child);
    ASSERT_TRUE(wait_readable(terminal.master.number()));
    EXPECT_EQ(read_now(terminal.master), "hello\n");
    pid_t session = 0;
    EXPECT_EQ(::ioctl(terminal.master.number(), TIOCGSID, &session), 0);
    EXPECT_EQ(session, child->pid);
    EXPECT_EQ(::tcgetpgrp(terminal.master.number()), child->pid) << "it is in the foreground";
    ::kill(child->pid, SIGKILL);
    ::waitpid(child->pid, nullptr, 0);
}

TEST(Pty, TellsWhatCannotBeATerminal) {
    const Pipe pipe = std::move(make_pipe().value());
    auto request = request_for({"exit", "0"});
    request.controlling_terminal = pipe.write_end.number();
    Spawner spawner;
    const auto child = spawner.spawn(request);
    ASSERT_FALSE(child);
    EXPECT_EQ(child.error(), (core::NotLaunched{core::LaunchStage::terminal, ENOTTY, ""}));
}

TEST(Pty, ReadsTheEndWhenNobodyHoldsTheOtherSide) {
    auto terminal = pty();
    ASSERT_EQ(::write(terminal.slave.number(), "last", 4), 4);
    terminal.slave.reset();
    EXPECT_TRUE(can_be_read(terminal.master));
    EXPECT_EQ(read_now(terminal.master), "last[end]");
}

TEST(Pty, SeesWhatWasWrittenJustNow) {
    const auto terminal = pty();
    EXPECT_FALSE(can_be_read(terminal.master));
    ASSERT_EQ(::write(terminal.slave.number(), "x", 1), 1);
    EXPECT_TRUE(can_be_read(terminal.master));
}

TEST(Pty, HoldsNoMoreThanIsSaidAndThenTheWriterWaits) {
    const auto terminal = pty();
    ::fcntl(terminal.slave.number(), F_SETFL, O_NONBLOCK);
    const std::string bytes(1000, 'x');
    std::size_t written = 0;
    for (;;) {
        const ssize_t count = ::write(terminal.slave.number(), bytes.data(), bytes.size());
        if (count < 0) break;
        written += static_cast<std::size_t>(count);
        ASSERT_LT(written, std::size_t{1} << 20);
    }
    EXPECT_EQ(errno, EAGAIN);
    EXPECT_LE(written, pty_holds);
    EXPECT_EQ(read_now(terminal.master).size(), written);
}

TEST(Pty, HangsUpTheSessionWhenOurSideIsClosed) {
    auto terminal = pty();
    Spawner spawner;
    const auto child =
        spawner.spawn(on_terminal(terminal, {"exit-on", "HUP", "7", "print", "ready", "wait"}));
    ASSERT_TRUE(child);
    ASSERT_TRUE(wait_readable(terminal.master.number()));
    terminal.slave.reset();
    terminal.master.reset();
    int status = 0;
    ::waitpid(child->pid, &status, 0);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 7);
}

TEST(Pty, LeavesNoDescriptorWhereNoneCanBeHad) {
    const auto story = in_own_process([]() -> std::string {
        const auto before = open_descriptors();
        rlimit limit{};
        ::getrlimit(RLIMIT_NOFILE, &limit);
        for (rlim_t room = 0; room < 2; ++room) { // no master; a master and no slave
            const Fd next(::dup(0));
            limit.rlim_cur = static_cast<rlim_t>(next.number()) + room;
            ::setrlimit(RLIMIT_NOFILE, &limit);
            const auto none = open_pty({});
            if (none || none.error() != EMFILE) return "another end";
        }
        return open_descriptors() == before ? "" : "a leak";
    });
    EXPECT_EQ(story, "");
}

} // namespace
} // namespace ganger::os
