#include <ganger/core/aside.hpp>

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace ganger::core;

const std::string long_line(1000, 'x');

std::size_t fill(Aside& aside) {
    std::size_t said = 0;
    while (aside.dropped_lines() == 0) {
        aside.say(long_line);
        ++said;
    }
    return said - 1;
}

TEST(Aside, GivesLinesInOrderAndForgetsWhatWasTaken) {
    Aside aside;
    aside.say("web.1 started");
    aside.take(3);
    aside.say("exit 0");
    EXPECT_EQ(aside.pending(), "ger: web.1 started\nganger: exit 0\n");
    aside.take(aside.pending().size());
    EXPECT_EQ(aside.pending(), "");
}

TEST(Aside, IsBoundedAndSaysHowManyLinesItDropped) {
    Aside aside;
    const auto kept = fill(aside);
    EXPECT_LE(aside.pending().size(), 65536U);
    aside.say("one\nmore");
    EXPECT_EQ(aside.dropped_lines(), 3U);
    aside.take(aside.pending().size());
    EXPECT_EQ(aside.pending(), "ganger: dropped 3 lines of ganger's own: standard error took nothing\n");
    aside.say("again");
    EXPECT_TRUE(aside.pending().ends_with("took nothing\nganger: again\n"));
    EXPECT_GT(kept, 60U);
}

TEST(Aside, KeepsTheOrderWhenALineThatIsShorterWouldFit) {
    Aside aside;
    fill(aside);
    aside.say("x");
    EXPECT_EQ(aside.dropped_lines(), 2U);
    EXPECT_FALSE(aside.pending().ends_with(" x\n"));
}

TEST(Aside, CountsWhatALostSinkNeverGot) {
    Aside aside;
    aside.say("one");
    aside.lose();
    aside.say("two");
    EXPECT_EQ(aside.pending(), "");
    EXPECT_EQ(aside.dropped_lines(), 2U);
}

} // namespace
