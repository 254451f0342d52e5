#include <ganger/core/child_terminal.hpp>
#include <ganger/core/terminal_size.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ganger::core {
namespace {

constexpr OurTerminals both{true, true};

TEST(OutputChannel, IsAPtyInDevWhereOurOutputIsATerminal) {
    EXPECT_EQ(output_channel(PtyWish::automatic, Profile::dev, both, 2), OutputChannel::pty_else);
    EXPECT_EQ(output_channel(PtyWish::automatic, Profile::dev, {false, true}, 2), OutputChannel::pty_else);
    EXPECT_EQ(output_channel(PtyWish::automatic, Profile::dev, {true, false}, 2), OutputChannel::pipe);
    EXPECT_EQ(output_channel(PtyWish::automatic, Profile::host, both, 2), OutputChannel::pipe);
    EXPECT_EQ(output_channel(PtyWish::automatic, Profile::container, both, 2), OutputChannel::pipe);
}

TEST(OutputChannel, IsAPtyInAContainerForASingleInstanceBetweenTwoTerminals) {
    EXPECT_EQ(output_channel(PtyWish::automatic, Profile::container, both, 1), OutputChannel::pty_else);
    EXPECT_EQ(output_channel(PtyWish::automatic, Profile::container, both, 2), OutputChannel::pipe);
    EXPECT_EQ(output_channel(PtyWish::automatic, Profile::container, {false, true}, 1), OutputChannel::pipe);
    EXPECT_EQ(output_channel(PtyWish::automatic, Profile::container, {true, false}, 1), OutputChannel::pipe);
    EXPECT_EQ(output_channel(PtyWish::never, Profile::container, both, 1), OutputChannel::pipe);
    EXPECT_EQ(output_channel(PtyWish::automatic, Profile::host, both, 1), OutputChannel::pipe);
}

TEST(OutputChannel, IsAPipeForEachStreamWhereTheseAreToldApart) {
    const OurTerminals apart{false, false, true};
    EXPECT_EQ(output_channel(PtyWish::automatic, Profile::dev, apart, 2), OutputChannel::pipes);
    EXPECT_EQ(output_channel(PtyWish::never, Profile::host, apart, 2), OutputChannel::pipes);
    EXPECT_EQ(output_channel(PtyWish::always, Profile::dev, apart, 2), OutputChannel::pty);
    EXPECT_FALSE(is_terminal(OutputChannel::pipes));
}

TEST(OutputChannel, IsWhatTheSettingsSayEverywhere) {
    for (const auto profile : {Profile::dev, Profile::host, Profile::container}) {
        for (const auto ours : {both, OurTerminals{}}) {
            EXPECT_EQ(output_channel(PtyWish::always, profile, ours, 2), OutputChannel::pty);
            EXPECT_EQ(output_channel(PtyWish::never, profile, ours, 2), OutputChannel::pipe);
        }
    }
}

TEST(TakesKeys, ASingleInstanceBetweenTwoTerminals) {
    EXPECT_TRUE(takes_keys(OutputChannel::pty_else, Profile::dev, both, 1));
    EXPECT_TRUE(takes_keys(OutputChannel::pty, Profile::dev, both, 1));
    EXPECT_FALSE(takes_keys(OutputChannel::pty_else, Profile::dev, both, 2));
    EXPECT_FALSE(takes_keys(OutputChannel::pipe, Profile::dev, both, 1));
    EXPECT_TRUE(takes_keys(OutputChannel::pty_else, Profile::container, both, 1));
    EXPECT_FALSE(takes_keys(OutputChannel::pty, Profile::container, both, 2));
    EXPECT_FALSE(takes_keys(OutputChannel::pty, Profile::host, both, 1)) << "nobody sits there";
    EXPECT_FALSE(takes_keys(OutputChannel::pty, Profile::dev, {true, false}, 1));
    EXPECT_FALSE(takes_keys(OutputChannel::pty, Profile::dev, {false, true}, 1));
}

TEST(PtyWish, HasANameForEach) {
    EXPECT_THAT(pty_wish_names(), testing::ElementsAre("always", "auto", "never"));
    EXPECT_EQ(pty_wish_named("always"), PtyWish::always);
    EXPECT_EQ(pty_wish_named("auto"), PtyWish::automatic);
    EXPECT_EQ(pty_wish_named("never"), PtyWish::never);
    EXPECT_FALSE(pty_wish_named("Never"));
}

LineFormat pretty() {
    LineFormat format;
    format.name_width = 8;
    format.log_format = LogFormat::pretty;
    format.timestamps = Timestamps::time;
    format.colors = true;
    return format;
}

TEST(PtySize, IsThatOfOurTerminalLessThePrefix) {
    EXPECT_EQ(prefix_width(pretty()), std::string("14:03:07 worker.1 | ").size());
    EXPECT_EQ(pty_size(TerminalSize{100, 30}, {}, pretty()), (TerminalSize{80, 30}));
}

TEST(PtySize, CountsNoNameWhereNoneIsShown) {
    auto format = pretty();
    format.names = false;
    format.timestamps = Timestamps::none;
    EXPECT_EQ(prefix_width(format), 0U);
    EXPECT_EQ(pty_size(TerminalSize{100, 30}, {}, format), (TerminalSize{100, 30}));
}

TEST(PtySize, IsTheWholeTerminalWhereNothingStandsBeforeTheText) {
    auto format = pretty();
    for (const auto without : {LogFormat::raw, LogFormat::json}) {
        format.log_format = without;
        EXPECT_EQ(prefix_width(format), 0U);
    }
}

TEST(PtySize, IsNeverTooNarrowForAnything) {
    EXPECT_EQ(pty_size(TerminalSize{21, 5}, {}, pretty()), (TerminalSize{20, 5}));
    EXPECT_EQ(pty_size(TerminalSize{1, 5}, {}, pretty()), (TerminalSize{20, 5}));
}

TEST(PtySize, IsTheUsualOneOrTheNamedOneWithoutATerminal) {
    EXPECT_EQ(pty_size({}, {132, 50}, pretty()), (TerminalSize{132, 50}));
    EXPECT_EQ(size_named("", ""), (TerminalSize{80, 24}));
    EXPECT_EQ(size_named("132", "50"), (TerminalSize{132, 50}));
    EXPECT_EQ(size_named("132", ""), (TerminalSize{132, 24}));
    for (const auto* const odd : {"0", "-1", "x", "12x", "1001", "99999"})
        EXPECT_EQ(size_named(odd, odd), (TerminalSize{80, 24})) << odd;
}

} // namespace
} // namespace ganger::core
