#include <ganger/core/open_files.hpp>

#include <gtest/gtest.h>

namespace ganger::core {
namespace {

std::vector<OutputChannel> many(std::size_t count, OutputChannel output) {
    return std::vector<OutputChannel>(count, output);
}

TEST(OpenFiles, SaysHowManyAreMissingAndWhatToDo) {
    const auto error = check_open_files(many(500, OutputChannel::pty), 1024);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->message, "500 instances need about 1540 open files; the limit is 1024");
    EXPECT_EQ(error->hint, "raise it: ulimit -n 1540, or LimitNOFILE=1540 of a unit");
}

TEST(OpenFiles, CountsNoPtyWhereThereIsNone) {
    EXPECT_EQ(open_files_needed(many(500, OutputChannel::pipe)), 1040U);
    EXPECT_EQ(open_files_needed(many(500, OutputChannel::pty_else)), 1540U);
    EXPECT_EQ(open_files_needed(many(500, OutputChannel::pipes)), 1540U);
}

TEST(OpenFiles, SaysNothingWhereTheyFit) {
    EXPECT_FALSE(check_open_files(many(12, OutputChannel::pipe), 64));
    EXPECT_TRUE(check_open_files(many(13, OutputChannel::pipe), 64));
    EXPECT_FALSE(check_open_files({}, 64));
}

TEST(OpenFiles, SpeaksOfOneInstance) {
    EXPECT_EQ(check_open_files(many(1, OutputChannel::pipe), 20)->message,
              "1 instance needs about 42 open files; the limit is 20");
}

} // namespace
} // namespace ganger::core
