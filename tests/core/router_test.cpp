#include "routed_stream.hpp"

#include <cerrno>
#include <string>
#include <vector>

namespace ganger::core {
namespace {

TEST_F(RouterTest, ShowsWholeLinesBehindTheName) {
    read(web, "one\ntwo\n");
    read(worker, "three\n");
    EXPECT_EQ(shown(), "web.1  | one\nweb.1  | two\nwork.1 | three\n");
    expect_exact();
}

TEST_F(RouterTest, KeepsEmptyLinesAndBytesAsTheyAre) {
    using namespace std::string_literals;
    read(web, "\n\n\xff\xfe\0x\r\n\x1b[2J\n"s);
    EXPECT_EQ(shown(), "web.1  | \nweb.1  | \nweb.1  | \xff\xfe\0x\r\nweb.1  | \x1b[2J\n"s);
}

TEST_F(RouterTest, KeepsLinesWholeThatComeInPieces) {
    read(web, "on");
    read(worker, "oth");
    read(web, "e\ntw");
    read(worker, "er\n");
    read(web, "o\n");
    EXPECT_EQ(shown(), "web.1  | one\nwork.1 | other\nweb.1  | two\n");
}

TEST_F(RouterTest, ShowsAPartialLineAfterAHundredMillisecondsAndContinuesItInPlace) {
    read(web, "Password: ");
    EXPECT_EQ(shown(), "");
    EXPECT_EQ(router.next_deadline(), time + 100ms);
    pass(99ms);
    EXPECT_EQ(shown(), "");
    pass(1ms);
    EXPECT_EQ(shown(), "web.1  | Password: ");
    EXPECT_EQ(router.next_deadline(), std::nullopt);
    read(web, "ok\nnext\n");
    EXPECT_EQ(shown(), "ok\nweb.1  | next\n");
}

TEST_F(RouterTest, CutsAShownPartialLineWhenAnotherOneComesInBetween) {
    read(web, "Password: ");
    pass(100ms);
    read(worker, "done\n");
    read(web, "accepted\nnext\n");
    EXPECT_EQ(shown(), "web.1  | Password:  [cut]\nwork.1 | done\nweb.1  | [cont] accepted\nweb.1  | next\n");
    expect_exact();
}

// Its end waits in the pipe, as long as the sink keeps us from reading it.
TEST_F(RouterTest, CutsNoLineOfWhichTheSinkHasKeptUsFromReadingTheEnd) {
    stall();
    std::string text;
    while (text.size() < (std::size_t{1} << 20)) text += "flood\n";
    text += "begun";
    const std::size_t count = read(web, text);
    ASSERT_LT(count, text.size());
    ASSERT_EQ(router.allowance(web), 0U);
    pass(200ms);
    stalled = false;
    flush(); // formats all that was read
    tell(StreamTick{});
    flush();
    read(worker, "done\n");
    read(web, text.substr(count) + " and ended\n");
    EXPECT_EQ(shown().find("[cut]"), std::string::npos);
    expect_exact();
}

TEST_F(RouterTest, DoesNotShowTheBeginningOfALineThatHasJustBegun) {
    read(web, "a");
    time += 60ms;
    read(web, "b\nc");
    EXPECT_EQ(shown(), "web.1  | ab\n");
    pass(50ms);
    EXPECT_EQ(shown(), "");
    pass(50ms);
    EXPECT_EQ(shown(), "web.1  | c");
}

TEST_F(RouterTest, CutsLinesThatAreTooLongIntoMarkedParts) {
    const std::string longest(65536, 'x');
    read(web, longest + "\n" + longest + "yz\n");
    EXPECT_EQ(shown(), "web.1  | " + longest + "\nweb.1  | " + longest + " [cut]\nweb.1  | [cont] yz\n");
}

TEST_F(RouterTest, KeepsALastLineWithoutNewline) {
    read(web, "bye");
    tell(SourceClosed{web});
    EXPECT_EQ(shown(), "web.1  | bye\n");
    expect_exact();
}

// Whatever was queued behind an end was read out of freed memory.
TEST_F(RouterTest, ManyThatEndInALineBehindASinkThatTakesNothingAreShownOnce) {
    const std::string line(30000, 'x');
    for (std::uint64_t launch = 10; launch < 50; ++launch) {
        tell(SourceOpened{SourceId{launch}, "web.1", "web"});
        ASSERT_EQ(read(SourceId{launch}, line), line.size());
    }
    stall();
    for (std::uint64_t launch = 10; launch < 50; ++launch) tell(SourceClosed{SourceId{launch}});
    pass(200ms);
    stalled = false;
    std::string expected;
    for (int i = 0; i < 40; ++i) expected += "web.1  | " + line + "\n";
    EXPECT_TRUE(shown() == expected);
}

TEST_F(RouterTest, WhatGangerSaysWhereTheStreamIsGoneGoesAside) {
    tell(SinkBroke{32});
    read(web, "last wor");
    tell(LeaderEnded{web, 3});
    tell(Told{Level::error, "web.1 ended", LaunchId{1}});
    EXPECT_TRUE(aside().empty());
    read(web, "ds\n");
    EXPECT_EQ(aside(), std::vector<std::string>{"web.1 ended"});
    EXPECT_EQ(router.counts().dropped_own_lines, 0U);
}

TEST_F(RouterTest, SurvivesAnySplitOfWhatTheSinkTakes) {
    stalled = true;
    read(web, "one\ntwo");
    read(worker, "\n\nx\n");
    const std::string expected = "web.1  | one\nwork.1 | \nwork.1 | \nwork.1 | x\n";
    for (std::size_t i = 0; i < expected.size(); ++i) {
        take(1);
        expect_exact();
    }
    EXPECT_EQ(out, expected);
    EXPECT_EQ(router.counts().written, 8U);
}

TEST_F(RouterTest, StopsReadingASourceWhoseRingTheSinkLeavesFull) {
    stalled = true;
    read(worker, "x\n");
    stall();
    const std::string flood(std::size_t{4} << 20, 'x');
    const std::size_t taken = read(web, flood);
    EXPECT_LT(taken, std::size_t{1} << 20);
    EXPECT_EQ(router.allowance(web), 0U);
    EXPECT_GT(router.allowance(worker), 0U);
    expect_exact();
}

class SmallRouterTest : public RouterTest {
  protected:
    SmallRouterTest() : RouterTest(small()) {}

    static RouterOptions small() {
        RouterOptions options;
        options.ring_bytes = 65536;
        return options;
    }
};

TEST_F(SmallRouterTest, AsksToBeWokenWhenTheBeginningOfALineMadeRoomWithoutAnyOutput) {
    stalled = true;
    read(web, std::string(64000, 'x'));
    ASSERT_EQ(router.allowance(web), 0U);
    EXPECT_EQ(router.output(), "");
    ASSERT_TRUE(router.next_deadline());
    EXPECT_LE(*router.next_deadline(), time);
    tell(StreamTick{});
    EXPECT_EQ(count<ResumeReading>(), 1);
    EXPECT_EQ(router.next_deadline(), time + 100ms);
}

TEST_F(RouterTest, AFloodGetsALargerPipeOnce) {
    read(web, std::string(1000, '\n'));
    EXPECT_EQ(count<WidenPipe>(), 0);
    read(web, std::string(200000, '\n'));
    EXPECT_EQ(count<WidenPipe>(), 1);
    EXPECT_GT(router.allowance(web), router.allowance(worker)) << "it is emptied in one go";
}

TEST_F(RouterTest, OnlySoManyPipesAreLargeAtOnce) {
    for (std::uint64_t launch = 10; launch < 60; ++launch) {
        tell(SourceOpened{SourceId{launch}, "web.1", "web"});
        read(SourceId{launch}, std::string(60000, '\n'));
    }
    EXPECT_EQ(count<WidenPipe>(), 32);
    tell(SourceClosed{SourceId{10}});
    read(SourceId{59}, std::string(60000, '\n'));
    EXPECT_EQ(count<WidenPipe>(), 33);
}

TEST_F(RouterTest, SaysWhenReadingCanGoOn) {
    read(web, "first\n");
    stall();
    read(web, std::string(std::size_t{1} << 20, '\n'));
    ASSERT_EQ(router.allowance(web), 0U);
    actions.clear();
    stalled = false;
    flush();
    EXPECT_EQ(count<ResumeReading>(), 1);
    EXPECT_GT(router.allowance(web), 0U);
}

TEST_F(RouterTest, DropsAndCountsOnceAStopHasWaitedASecondForTheSink) {
    stalled = true;
    read(web, "one\ntwo\nthree\n");
    take(15);
    stall();
    tell(StopBegan{});
    EXPECT_EQ(router.next_deadline(), time + 1s);
    pass(1s);
    EXPECT_EQ(router.counts().dropped_lines, 1U);
    EXPECT_EQ(read(web, std::string(std::size_t{4} << 20, '\n')), std::size_t{4} << 20);
    tell(Told{Level::info, "web.1 ended", {}});
    stalled = false;
    EXPECT_EQ(shown(), "web.1  | one\nweb.1  | two\nganger | web.1 ended\n"
                       "ganger | dropped 4194305 lines (4194310 bytes): our output took nothing\n");
    read(web, "back\n");
    EXPECT_EQ(shown(), "web.1  | back\n");
    expect_exact();
}

TEST_F(RouterTest, DropsTheRestOfALineWhoseBeginningWasDropped) {
    stalled = true;
    read(worker, "x\n");
    stall();
    read(web, "begin");
    tell(StopBegan{});
    pass(1s);
    stalled = false;
    flush();
    out.clear();
    read(web, "end\nwhole\n");
    EXPECT_EQ(shown(), "web.1  | whole\nganger | dropped 1 line (4 bytes): our output took nothing\n");
}

TEST_F(RouterTest, WaitsAsLongAsTheSinkDoesWithoutAStop) {
    stalled = true;
    read(web, "one\n");
    stall();
    EXPECT_EQ(router.next_deadline(), std::nullopt);
    pass(1h);
    EXPECT_EQ(router.counts().dropped, 0U);
}

TEST_F(RouterTest, WaitsASecondOnlyWhereNobodyIsExpectedToRead) {
    RouterOptions options;
    options.drops_when_stalled = true;
    Router unread(options);
    unread.handle(SourceOpened{web, "web.1", "web"}, {time, {}});
    const auto piece = unread.room(web, 4).front();
    std::copy_n("one\n", 4, piece.data());
    unread.handle(BytesRead{web, 4}, {time, {}});
    EXPECT_EQ(unread.next_deadline(), std::nullopt);
    EXPECT_FALSE(unread.output().empty());
    unread.handle(SinkRefused{}, {time, {}});
    ASSERT_EQ(unread.next_deadline(), time + 1s);
    unread.handle(StreamTick{}, {time + 1s, {}});
    EXPECT_EQ(unread.counts().dropped_lines, 1U);
}

TEST_F(RouterTest, ACrashLoopBehindASinkThatTakesNothingKeepsFewPipesOpenAndSaysWhatWasInThem) {
    stall();
    read(web, std::string(std::size_t{2} << 20, '\n'));
    actions.clear();
    tell(LeaderEnded{web, 10});
    for (std::uint64_t launch = 10; launch < 210; ++launch) {
        tell(SourceOpened{SourceId{launch}, "web.1", "web"});
        ASSERT_EQ(router.allowance(SourceId{launch}), 0U);
        tell(LeaderEnded{SourceId{launch}, 10});
    }
    EXPECT_EQ(count<CloseSource>(), 201 - 64);
    ASSERT_TRUE(std::holds_alternative<CloseSource>(actions.front()));
    EXPECT_EQ(std::get<CloseSource>(actions.front()).source, web) << "the oldest";
    stalled = false;
    flush();
    EXPECT_NE(shown().find("ganger | dropped 1370 unread bytes: our output took nothing"), std::string::npos);
}

TEST_F(RouterTest, ManyThatEndAtOnceBehindASlowSinkLoseNothing) {
    stall();
    read(web, std::string(std::size_t{2} << 20, '\n'));
    tell(LeaderEnded{web, 10});
    for (std::uint64_t launch = 10; launch < 210; ++launch) {
        const auto name = "web." + std::to_string(launch);
        tell(SourceOpened{SourceId{launch}, name, "web"});
        tell(LeaderEnded{SourceId{launch}, 10});
        tell(SourceOpened{SourceId{launch + 1000}, name, "web"});
    }
    EXPECT_EQ(count<CloseSource>(), 0);
}

TEST_F(RouterTest, DropsAndCountsWhatAFullDiskDoesNotTakeAndGoesOnWhenThereIsSpace) {
    stalled = true;
    read(web, "one\ntwo\n");
    take(5);
    tell(SinkFull{ENOSPC});
    EXPECT_EQ(read(web, "three\n"), 6U) << "nobody waits for a full disk";
    EXPECT_EQ(router.counts().dropped_lines, 2U);
    stalled = false;
    flush();
    read(web, "four\n");
    EXPECT_EQ(shown(), "web.1  | one\nganger | dropped 2 lines (10 bytes): our output took nothing\n"
                       "web.1  | four\n");
    expect_exact();
}

TEST_F(RouterTest, WarnsOnceAMinuteBesideAStreamWhoseDiskIsFullWithWhatWasDropped) {
    stalled = true;
    for (int second = 0; second < 150; ++second) {
        read(web, "one\n");
        router.output();
        tell(SinkFull{ENOSPC});
        pass(1s);
    }
    const std::string why = "cannot write to standard output: No space left on device; dropped ";
    EXPECT_EQ(aside(),
              (std::vector<std::string>{why + "1 line (4 bytes) so far, and the processes go on",
                                        why + "61 lines (244 bytes) so far, and the processes go on",
                                        why + "121 lines (484 bytes) so far, and the processes go on"}));
    actions.clear();
    stalled = false;
    EXPECT_EQ(shown(), "ganger | dropped 150 lines (600 bytes): our output took nothing\n");
    EXPECT_EQ(aside(), std::vector<std::string>{"standard output has space again"});
    read(web, "two\n");
    shown();
    EXPECT_EQ(aside().size(), 1U);
}

TEST_F(RouterTest, ADiskThatIsFullNowAndThenIsToldOfOnceAMinuteToo) {
    for (int second = 0; second < 150; ++second) {
        stalled = true;
        read(web, "one\n");
        tell(SinkFull{ENOSPC});
        stalled = false;
        pass(1s);
    }
    EXPECT_EQ(aside().size(), 6U) << "full, and not full, three times";
}

TEST_F(RouterTest, CountsAllAsDroppedOnceTheSinkIsGone) {
    stalled = true;
    read(web, "one\ntwo\n");
    take(5);
    tell(SinkBroke{32});
    tell(SinkBroke{5});
    EXPECT_EQ(count<ReportSinkLost>(), 1);
    EXPECT_EQ(router.output(), "");
    EXPECT_TRUE(aside().empty()) << "the supervisor tells it, once";
    EXPECT_EQ(read(web, "three"), 5U);
    EXPECT_EQ(router.counts().dropped, 13U);
    tell(SourceClosed{web});
    EXPECT_EQ(router.counts().dropped_lines, 3U);
    tell(SourceClosed{worker});
    tell(FinishRequested{});
    EXPECT_EQ(count<StreamFinished>(), 1);
}

TEST_F(RouterTest, FinishesOnceAllIsWritten) {
    tell(SourceClosed{worker});
    stalled = true;
    read(web, "bye");
    tell(SourceClosed{web});
    tell(FinishRequested{});
    EXPECT_EQ(count<StreamFinished>(), 0);
    EXPECT_EQ(shown(), "web.1  | bye\n");
    EXPECT_EQ(count<StreamFinished>(), 1);
    EXPECT_EQ(router.next_deadline(), std::nullopt);
}

TEST_F(RouterTest, FinishesAtOnceWhenThereIsNothingToWrite) {
    tell(SourceClosed{web});
    tell(SourceClosed{worker});
    tell(FinishRequested{});
    EXPECT_EQ(count<StreamFinished>(), 1);
}

TEST_F(RouterTest, WhatIsToldBehindTheEndOfTheStreamGoesAside) {
    tell(SourceClosed{web});
    tell(SourceClosed{worker});
    tell(FinishRequested{});
    tell(Told{Level::warning, "cannot write the log file 'x'", {}});
    EXPECT_EQ(aside(), std::vector<std::string>{"cannot write the log file 'x'"});
    EXPECT_EQ(router.counts().dropped_own_lines, 0U);
    EXPECT_EQ(shown(), "");
}

TEST_F(RouterTest, WaitsNoLongerThanAMomentForOneThatCannotDie) {
    tell(SourceClosed{web});
    tell(FinishRequested{}); // though worker's leader has not ended
    EXPECT_EQ(read(worker, "what is there\n"), 14U);
    EXPECT_EQ(count<StreamFinished>(), 0);
    pass(100ms);
    EXPECT_EQ(count<CloseSource>(), 1);
    EXPECT_EQ(shown(), "work.1 | what is there\n");
    EXPECT_EQ(count<StreamFinished>(), 1);
}

TEST_F(RouterTest, GivesUpTwoSecondsAfterTheEnd) {
    stalled = true;
    read(web, "bye");
    stall();
    tell(FinishRequested{});
    pass(1s);
    EXPECT_EQ(count<StreamFinished>(), 0);
    pass(1s);
    EXPECT_EQ(count<CloseSource>(), 2);
    EXPECT_EQ(count<StreamFinished>(), 1);
    EXPECT_EQ(router.counts().dropped, 3U);
    EXPECT_EQ(router.counts().dropped_lines, 1U);
    EXPECT_EQ(aside(), std::vector<std::string>{"dropped 1 line (3 bytes): our output took nothing"});
    pass(10s);
    EXPECT_EQ(count<StreamFinished>(), 1);
}

TEST_F(RouterTest, BoundsItsOwnLinesAndSaysHowManyWereDropped) {
    stall();
    for (int i = 0; i < 10000; ++i) tell(Told{Level::info, "web.1 was started again", {}});
    EXPECT_GT(router.counts().dropped_own_lines, 5000U);
    stalled = false;
    EXPECT_NE(shown().find("dropped " + std::to_string(router.counts().dropped_own_lines) +
                           " lines of ganger's own"),
              std::string::npos);
}

} // namespace
} // namespace ganger::core
