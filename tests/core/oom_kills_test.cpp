#include <ganger/core/oom_kills.hpp>

#include <gtest/gtest.h>

#include <chrono>

namespace ganger::core {
namespace {

using namespace std::chrono_literals;

class OomKillsTest : public testing::Test {
  protected:
    bool blamed(std::uint64_t count, Duration at = {}, const process::State& state = process::Running{},
                const Ending& ending = Signaled{SIGKILL}) {
        const auto told = kills.ending_of({LaunchId{1}, ending, count}, state, Monotonic{1h} + at);
        const auto* killed = std::get_if<Signaled>(&told);
        return killed != nullptr && killed->out_of_memory;
    }

    OomKills kills;
};

TEST_F(OomKillsTest, AreToldByACountThatHasRisen) {
    EXPECT_FALSE(blamed(0));
    EXPECT_TRUE(blamed(1));
    EXPECT_FALSE(blamed(1)) << "that was somebody else";
    EXPECT_TRUE(blamed(2));
}

TEST_F(OomKillsTest, MayHitSeveralAtOnce) {
    EXPECT_TRUE(blamed(3));
    EXPECT_TRUE(blamed(3, 500ms));
    EXPECT_FALSE(blamed(3, 2s)) << "the third was no leader, and this end has another cause";
}

TEST_F(OomKillsTest, AreNotWhatWeHaveKilled) {
    EXPECT_FALSE(blamed(1, {}, process::Killing{}));
    EXPECT_FALSE(blamed(1, {}, process::Stuck{}));
}

TEST_F(OomKillsTest, EndByNothingButSigkill) {
    EXPECT_FALSE(blamed(1, {}, process::Running{}, Exited{137}));
    EXPECT_FALSE(blamed(2, {}, process::Ready{}, Signaled{SIGTERM}));
    EXPECT_EQ(describe(Signaled{SIGKILL, false, true}), "was killed by the kernel: out of memory");
    EXPECT_EQ(exit_status(Signaled{SIGKILL, false, true}), 137);
}

} // namespace
} // namespace ganger::core
