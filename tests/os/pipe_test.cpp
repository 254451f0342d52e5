#include "children.hpp"

#include <ganger/os/pipe.hpp>
#include <ganger/os/reading.hpp>

namespace ganger::os {
namespace {

bool is_blocking(int number) {
    return (::fcntl(number, F_GETFL) & O_NONBLOCK) == 0;
}

TEST(Pipe, IsClosedOnExecAndBlocking) {
    const Pipe pipe = std::move(make_pipe().value());
    for (const Fd* end : {&pipe.read_end, &pipe.write_end}) {
        EXPECT_EQ(::fcntl(end->number(), F_GETFD), FD_CLOEXEC);
        EXPECT_TRUE(is_blocking(end->number()));
    }
}

TEST(Pipe, OnlyOurEndOfAnOutputPipeIsNonBlocking) {
    const Pipe pipe = std::move(make_output_pipe().value());
    EXPECT_FALSE(is_blocking(pipe.read_end.number()));
    EXPECT_TRUE(is_blocking(pipe.write_end.number())) << "programs do not expect EAGAIN on their stdout";
}

TEST(Pipe, TellsWhatCanBeRead) {
    const Pipe pipe = std::move(make_pipe().value());
    EXPECT_EQ(bytes_readable(pipe.read_end), 0U);
    ASSERT_EQ(::write(pipe.write_end.number(), "hello", 5), 5);
    EXPECT_EQ(bytes_readable(pipe.read_end), 5U);
    EXPECT_EQ(bytes_readable(Fd()), 0U);
}

TEST(Pipe, IsEnlargedAndNeverMadeSmaller) {
    const Pipe pipe = std::move(make_output_pipe().value());
    enlarge_pipe(pipe.read_end, 1 << 18);
    const int size = ::fcntl(pipe.write_end.number(), F_GETPIPE_SZ);
    if (size < (1 << 18)) GTEST_SKIP() << "not allowed here";
    enlarge_pipe(pipe.read_end, 4096);
    EXPECT_EQ(::fcntl(pipe.write_end.number(), F_GETPIPE_SZ), size);
}

TEST(Reading, FillsOnePieceAfterTheOther) {
    Pipe pipe = std::move(make_output_pipe().value());
    char first[3];
    char second[8];
    const std::span<char> pieces[] = {first, second};
    EXPECT_TRUE(read_into(pipe.read_end, pieces).again) << "nothing there now";
    ASSERT_EQ(::write(pipe.write_end.number(), "hello", 5), 5);
    const auto some = read_into(pipe.read_end, pieces);
    EXPECT_EQ(some.count, 5U);
    EXPECT_FALSE(some.again);
    EXPECT_EQ(std::string(first, 3) + std::string(second, 2), "hello");
    pipe.write_end.reset();
    const auto end = read_into(pipe.read_end, pieces);
    EXPECT_EQ(end.count, 0U);
    EXPECT_FALSE(end.again);
}

TEST(Fd, ClosesItself) {
    int number = -1;
    {
        const Fd fd(::open("/dev/null", O_RDONLY));
        number = fd.number();
        Fd other(::open("/dev/null", O_RDONLY));
        other = Fd();
    }
    EXPECT_EQ(::fcntl(number, F_GETFD), -1);
}

TEST(Fd, ClosingKeepsErrno) {
    Fd fd(4000);
    errno = EPIPE;
    fd.reset();
    EXPECT_EQ(errno, EPIPE);
}

TEST(Fd, MissingStandardDescriptorsAreFilled) {
    const auto story = in_own_process([]() -> std::string {
        ::close(0);
        ::close(2);
        ensure_standard_descriptors();
        if (::open("/dev/null", O_RDONLY | O_CLOEXEC) < 3) return "a file of ours took the place";
        return ::write(2, "x", 1) == 1 && ::read(0, &errno, 1) == 0 ? "" : "not /dev/null";
    });
    EXPECT_EQ(story, "");
}

TEST(HeldInput, NeverEndsWhileWeLiveAndEndsWhenWeDie) {
    const Pipe output = std::move(make_pipe().value());
    Pipe held = std::move(make_pipe().value());
    const pid_t we = ::fork();
    if (we == 0) {
        held.write_end.reset();
        const HeldInput input = std::move(HeldInput::make().value());
        const Fd ours = std::move(input.open_for_child().value());
        if (const pid_t child = ::fork(); child == 0) {
            // As after an exec: only standard input is left.
            ::dup2(ours.number(), STDIN_FILENO);
            ::dup2(output.write_end.number(), STDOUT_FILENO);
            ::close_range(3, ~0U, 0);
            ::execl(GANGER_TEST_CHILD, "child", "print", "reads", "read", nullptr);
            ::_exit(1);
        }
        char byte = 0;
        (void) !::read(held.read_end.number(), &byte, 1); // until the test lets us die
        ::_exit(0);
    }
    ASSERT_EQ(read_text(output.read_end.number(), "reads\n"), "reads\n");
    pollfd entry{output.read_end.number(), POLLIN, 0};
    EXPECT_EQ(::poll(&entry, 1, 0), 0) << "it reads still";
    held.write_end.reset();
    ::waitpid(we, nullptr, 0);
    EXPECT_EQ(read_text(output.read_end.number(), "\n"), "end of input\n");
}

TEST(HeldInput, OneChildsNonBlockingFlagIsNotTheOthers) {
    const HeldInput input = std::move(HeldInput::make().value());
    const Fd first = std::move(input.open_for_child().value());
    const Fd second = std::move(input.open_for_child().value());
    ::fcntl(first.number(), F_SETFL, O_NONBLOCK);
    EXPECT_TRUE(is_blocking(second.number()));
}

} // namespace
} // namespace ganger::os
