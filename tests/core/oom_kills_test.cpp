#include <ganger/core/oom_kills.hpp>

#include <gtest/gtest.h>

#include <chrono>

namespace ganger::core {
namespace {

using namespace std::chrono_literals;

class OomKillsTest : public testing::Test {
  protected:
    void count(std::uint64_t kills, Duration at = {}) { kills_.count(kills, begin_ + at); }
    bool blamed(Duration at = {}, const process::State& state = process::Running{},
                const Ending& ending = Signaled{SIGKILL}) {
        const auto told = kills_.ending_of(ending, state, begin_ + at);
        const auto* killed = std::get_if<Signaled>(&told);
        return killed != nullptr && killed->out_of_memory;
    }

  private:
    Monotonic begin_{1h};
    OomKills kills_;
};

TEST_F(OomKillsTest, AreToldByACountThatHasRisen) {
    EXPECT_FALSE(blamed());
    count(1);
    EXPECT_TRUE(blamed());
    EXPECT_FALSE(blamed()) << "that was somebody else";
    count(1);
    EXPECT_FALSE(blamed()) << "it has not risen";
    count(2);
    EXPECT_TRUE(blamed());
}

TEST_F(OomKillsTest, MayHitSeveralAtOnce) {
    count(3);
    EXPECT_TRUE(blamed());
    EXPECT_TRUE(blamed(500ms));
    EXPECT_FALSE(blamed(6s)) << "the third was no leader, and this end has another cause";
}

TEST_F(OomKillsTest, AreNotForgottenWhileTheyGoOn) {
    count(1);
    count(2, 4s);
    EXPECT_TRUE(blamed(8s)) << "the first, whose end has taken long";
    EXPECT_TRUE(blamed(8s));
}

TEST_F(OomKillsTest, OfGrandchildrenExplainNoLaterEndOfALeader) {
    count(1);
    EXPECT_FALSE(blamed(1h));
    count(2, 2h);
    EXPECT_TRUE(blamed(2h));
    EXPECT_FALSE(blamed(2h)) << "the one of an hour ago has hit somebody else";
}

TEST_F(OomKillsTest, AreNotWhatWeHaveKilled) {
    count(1);
    EXPECT_FALSE(blamed({}, process::Killing{}));
    EXPECT_FALSE(blamed({}, process::Stuck{}));
}

TEST_F(OomKillsTest, EndByNothingButSigkill) {
    count(1);
    EXPECT_FALSE(blamed({}, process::Running{}, Exited{137}));
    EXPECT_FALSE(blamed({}, process::Ready{}, Signaled{SIGTERM}));
    EXPECT_EQ(describe(Signaled{SIGKILL, false, true}), "was killed by the kernel: out of memory");
    EXPECT_EQ(exit_status(Signaled{SIGKILL, false, true}), 137);
}

} // namespace
} // namespace ganger::core
