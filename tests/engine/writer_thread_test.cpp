#include "../../src/engine/writer_thread.hpp"

#include <ganger/os/pipe.hpp>

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <future>
#include <memory>
#include <string>
#include <unistd.h>

namespace ganger::engine {
namespace {

using namespace std::chrono_literals;

struct Stage {
    os::Pipe pipe = std::move(*os::make_pipe());
    std::promise<void> room;
    WriterThread writer{os::OutputTarget{std::move(pipe.write_end), os::OutputKind::blocking, false},
                        [this] { room.set_value(); }};

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

    // Until it says EAGAIN; what it took.
    std::size_t fill() {
        const std::string block(4096, 'x');
        std::size_t taken = 0;
        for (;;) {
            const long count = writer.write(block);
            if (count < 0) return taken;
            taken += static_cast<std::size_t>(count);
        }
    }
};

TEST(WriterThread, WritesWhatItTook) {
    Stage stage;
    EXPECT_EQ(stage.writer.write("hello\n"), 6);
    EXPECT_EQ(stage.read(6), "hello\n");
    EXPECT_EQ(stage.writer.drain(5s), 0U);
}

TEST(WriterThread, NeverBlocksItsCallerAndTellsWhenThereIsRoomAgain) {
    Stage stage;
    const std::size_t taken = stage.fill();
    EXPECT_EQ(errno, EAGAIN);
    EXPECT_GE(taken, std::size_t{128} << 10);
    EXPECT_GT(stage.writer.drain(1ms), 0U);
    EXPECT_EQ(stage.read(taken).size(), taken);
    EXPECT_EQ(stage.room.get_future().wait_for(5s), std::future_status::ready);
    EXPECT_EQ(stage.writer.drain(5s), 0U);
}

TEST(WriterThread, ReportsThatTheReaderIsGone) {
    ::signal(SIGPIPE, SIG_IGN);
    Stage stage;
    stage.pipe.read_end.reset();
    EXPECT_EQ(stage.writer.write("lost"), 4);
    EXPECT_EQ(stage.room.get_future().wait_for(5s), std::future_status::ready);
    EXPECT_EQ(stage.writer.write("more"), -1);
    EXPECT_EQ(errno, EPIPE);
}

// A thread stuck in write(2) cannot be ended; ending the program must not wait for it.
TEST(WriterThread, CanBeLeftBehindWhileItIsStuck) {
    auto stage = std::make_unique<Stage>();
    stage->fill();
    auto read_end = std::move(stage->pipe.read_end);
    stage.reset();
    SUCCEED();
}

} // namespace
} // namespace ganger::engine
