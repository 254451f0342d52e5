#include "children.hpp"

#include <ganger/os/output_target.hpp>

#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>

namespace ganger::os {
namespace {

bool is_blocking(int number) {
    return (::fcntl(number, F_GETFL) & O_NONBLOCK) == 0;
}

Fd temporary_file() {
    std::string pattern = testing::TempDir() + "ganger-XXXXXX";
    Fd file(::mkstemp(pattern.data()));
    ::unlink(pattern.c_str());
    return file;
}

OutputTarget target_of(const Fd& fd) {
    return std::move(open_output(fd.number()).value());
}

long write_until_refused(const OutputTarget& target) {
    const std::string chunk(65536, 'x');
    long total = 0;
    for (long taken = 0; (taken = write_some(target, chunk)) > 0;) total += taken;
    return total;
}

TEST(OutputTarget, APipeIsReopenedAndNobodyElsesFlagsChange) {
    const Pipe pipe = std::move(make_pipe().value());
    const auto target = target_of(pipe.write_end);
    EXPECT_EQ(target.kind, OutputKind::reopened);
    EXPECT_FALSE(target.terminal);
    EXPECT_FALSE(is_blocking(target.fd.number()));
    EXPECT_TRUE(is_blocking(pipe.write_end.number()));
    EXPECT_EQ(::fcntl(target.fd.number(), F_GETFD), FD_CLOEXEC);
}

TEST(OutputTarget, AFullPipeIsEagainAndNoWaiting) {
    const Pipe pipe = std::move(make_pipe().value());
    const auto target = target_of(pipe.write_end);
    EXPECT_GE(write_until_refused(target), 65536);
    EXPECT_EQ(errno, EAGAIN);
}

TEST(OutputTarget, APipeIsEnlarged) {
    const Pipe pipe = std::move(make_pipe().value());
    const auto target = target_of(pipe.write_end);
    if (::fcntl(pipe.write_end.number(), F_GETPIPE_SZ) < (1 << 20)) GTEST_SKIP() << "not allowed here";
    EXPECT_EQ(write_until_refused(target), 1 << 20);
}

TEST(OutputTarget, APipeWithoutAReaderIsEpipe) {
    ::signal(SIGPIPE, SIG_IGN);
    Pipe pipe = std::move(make_pipe().value());
    const auto before = target_of(pipe.write_end);
    pipe.read_end.reset();
    EXPECT_EQ(write_some(before, "x"), -1);
    EXPECT_EQ(errno, EPIPE);
    // Opening it now is refused, which must not be the end of it either.
    const auto after = target_of(pipe.write_end);
    EXPECT_EQ(write_some(after, "x"), -1);
    EXPECT_EQ(errno, EPIPE);
}

TEST(OutputTarget, AReaderThatLeavesIsSeenWithoutWriting) {
    Pipe pipe = std::move(make_pipe().value());
    const auto target = target_of(pipe.write_end);
    EXPECT_FALSE(reader_is_gone(target.fd));
    write_until_refused(target);
    EXPECT_FALSE(reader_is_gone(target.fd)) << "it is slow, not gone";
    pipe.read_end.reset();
    EXPECT_TRUE(reader_is_gone(target.fd));
    EXPECT_FALSE(reader_is_gone(temporary_file()));
}

TEST(OutputTarget, ASocketIsNeverWaitedForThoughItsFlagsStay) {
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    const Fd ours(ends[0]);
    Fd theirs(ends[1]);
    const auto target = target_of(ours);
    EXPECT_EQ(target.kind, OutputKind::socket);
    EXPECT_TRUE(is_blocking(target.fd.number()));
    EXPECT_GT(write_until_refused(target), 0);
    EXPECT_EQ(errno, EAGAIN);
    theirs.reset();
    EXPECT_EQ(write_some(target, "x"), -1) << "and no SIGPIPE";
    EXPECT_EQ(errno, EPIPE);
}

TEST(OutputTarget, ASocketOfWholeMessagesGetsMoreThanFitsIntoOneInSeveral) {
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
    const Fd ours(ends[0]);
    const Fd theirs(ends[1]);
    const auto target = target_of(ours);
    const std::string much(std::size_t{1} << 20, 'x');
    const long taken = write_some(target, much);
    ASSERT_GT(taken, 0);
    std::string got(much.size(), ' ');
    EXPECT_EQ(::read(theirs.number(), got.data(), got.size()), taken);
}

TEST(OutputTarget, ARegularFileKeepsItsOffset) {
    const Fd file = temporary_file();
    ASSERT_EQ(::write(file.number(), "before ", 7), 7);
    const auto target = target_of(file);
    EXPECT_EQ(target.kind, OutputKind::file);
    EXPECT_EQ(write_some(target, "ours "), 5);
    ASSERT_EQ(::write(file.number(), "after", 5), 5);
    char text[64] = {};
    ASSERT_EQ(::pread(file.number(), text, sizeof text, 0), 17);
    EXPECT_STREQ(text, "before ours after");
}

TEST(OutputTarget, ATerminalIsReopened) {
    const Fd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    ASSERT_TRUE(master);
    ASSERT_EQ(::grantpt(master.number()), 0);
    ASSERT_EQ(::unlockpt(master.number()), 0);
    const Fd terminal(::open(::ptsname(master.number()), O_RDWR | O_NOCTTY | O_CLOEXEC));
    ASSERT_TRUE(terminal);
    const auto target = target_of(terminal);
    EXPECT_EQ(target.kind, OutputKind::reopened);
    EXPECT_TRUE(target.terminal);
    EXPECT_TRUE(is_blocking(terminal.number()));
    EXPECT_EQ(write_some(target, "hello"), 5);
    EXPECT_EQ(read_text(master.number(), "hello"), "hello");

    EXPECT_EQ(target_of(master).kind, OutputKind::blocking) << "opened anew it would be another pty";
}

TEST(OutputTarget, DevNullTakesEverythingAtOnce) {
    const Fd null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    const auto target = target_of(null);
    EXPECT_EQ(target.kind, OutputKind::memory);
    EXPECT_FALSE(target.terminal);
    EXPECT_EQ(write_some(target, "x"), 1);
}

TEST(OutputTarget, AFullDeviceIsAnError) {
    const Fd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
    EXPECT_EQ(write_some(target_of(full), "x"), -1);
    EXPECT_EQ(errno, ENOSPC);
}

TEST(OutputTarget, WhereReopeningIsRefusedAThreadMustWrite) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root to become somebody else";
    const auto story = in_own_process([]() -> std::string {
        const Pipe pipe = std::move(make_pipe().value());
        if (::setresuid(65534, 65534, 65534) != 0) return "setresuid";
        const auto target = open_output(pipe.write_end.number());
        if (!target) return target.error().message;
        if (target->kind != OutputKind::blocking) return "reopened";
        return write_some(*target, "hello") == 5 && is_blocking(pipe.write_end.number()) ? "" : "not written";
    });
    EXPECT_EQ(story, "");
}

TEST(OutputTarget, ABlockingOneWaitsEvenIfSomebodyMadeItNonBlocking) {
    const Pipe pipe = std::move(make_pipe().value());
    ::fcntl(pipe.write_end.number(), F_SETFL, O_NONBLOCK);
    const OutputTarget target{Fd(::dup(pipe.write_end.number())), OutputKind::blocking, false};
    const pid_t reader = ::fork();
    if (reader == 0) {
        char buffer[4096];
        for (long left = 1 << 20; left > 0;) left -= ::read(pipe.read_end.number(), buffer, sizeof buffer);
        ::_exit(0);
    }
    const std::string chunk(65536, 'x');
    long total = 0;
    while (total < 1 << 20) {
        const long taken = write_some(target, chunk);
        ASSERT_GT(taken, 0);
        total += taken;
    }
    ::waitpid(reader, nullptr, 0);
}

TEST(OutputTarget, WhatCannotBeWrittenToIsAnError) {
    EXPECT_EQ(open_output(4000).error().message, "cannot write to descriptor 4000: Bad file descriptor");
    const Pipe pipe = std::move(make_pipe().value());
    EXPECT_FALSE(open_output(pipe.read_end.number()));
}

} // namespace
} // namespace ganger::os
