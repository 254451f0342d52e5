#include "../../src/engine/threaded_output.hpp"

#include <ganger/os/pipe.hpp>

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <memory>
#include <string>
#include <unistd.h>

namespace ganger::engine {
namespace {

using namespace std::chrono_literals;

struct Stage {
    boost::asio::io_context context;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work =
        boost::asio::make_work_guard(context);
    os::Pipe pipe = std::move(*os::make_pipe());
    ThreadedOutput output{
        context, os::OutputTarget{std::move(pipe.write_end), os::OutputKind::blocking, false}, [] {}};

    std::string read(std::size_t count) {
        std::string bytes(count, '\0');
        std::size_t have = 0;
        while (have < count) {
            const auto got = ::read(pipe.read_end.number(), bytes.data() + have, count - have);
            if (got <= 0) break;
            have += static_cast<std::size_t>(got);
        }
        bytes.resize(have);
        return bytes;
    }
    void until_done() { context.run_one(); }
};

const std::string more_than_fits(std::size_t{1} << 20, 'x');

TEST(ThreadedOutput, WritesWhatItTook) {
    Stage stage;
    EXPECT_EQ(stage.output.write("hello\n"), 6);
    EXPECT_EQ(stage.read(6), "hello\n");
    EXPECT_EQ(stage.output.drain(5s), 0U);
    stage.until_done();
    EXPECT_EQ(stage.output.write("again\n"), 6);
    EXPECT_EQ(stage.output.drain(5s), 0U);
}

TEST(ThreadedOutput, NeverBlocksItsCallerAndTellsWhenThereIsRoomAgain) {
    Stage stage;
    const long taken = stage.output.write(more_than_fits);
    EXPECT_EQ(taken, 128 << 10);
    EXPECT_EQ(stage.output.write("more"), -1);
    EXPECT_EQ(errno, EAGAIN);
    EXPECT_GT(stage.output.drain(1ms), 0U);
    EXPECT_EQ(stage.read(static_cast<std::size_t>(taken)).size(), static_cast<std::size_t>(taken));
    stage.until_done();
    EXPECT_EQ(stage.output.write("more"), 4);
    EXPECT_EQ(stage.output.drain(5s), 0U);
}

TEST(ThreadedOutput, ReportsThatTheReaderIsGone) {
    ::signal(SIGPIPE, SIG_IGN);
    Stage stage;
    stage.pipe.read_end.reset();
    EXPECT_EQ(stage.output.write("lost"), 4);
    stage.until_done();
    EXPECT_EQ(stage.output.write("more"), -1);
    EXPECT_EQ(errno, EPIPE);
    EXPECT_EQ(stage.output.drain(5s), 4U);
}

TEST(ThreadedOutput, KeepsWhatItCouldNotWriteForTheNextTime) {
    Stage stage;
    ThreadedOutput full(
        stage.context,
        os::OutputTarget{os::Fd(::open("/dev/full", O_WRONLY | O_CLOEXEC)), os::OutputKind::file, false},
        [] {});
    EXPECT_FALSE(full.try_again());
    EXPECT_EQ(full.write("kept"), 4);
    stage.until_done();
    EXPECT_EQ(full.error(), ENOSPC);
    EXPECT_TRUE(full.try_again());
    EXPECT_EQ(full.error(), 0);
    stage.until_done();
    EXPECT_EQ(full.error(), ENOSPC);
    EXPECT_EQ(full.drain(5s), 4U);
}

// A thread stuck in write(2) cannot be ended; ending the program must not wait for it.
TEST(ThreadedOutput, CanBeLeftBehindWhileItIsStuck) {
    auto stage = std::make_unique<Stage>();
    stage->output.write(more_than_fits);
    auto read_end = std::move(stage->pipe.read_end);
    stage.reset();
    SUCCEED();
}

} // namespace
} // namespace ganger::engine
