#include "routed_stream.hpp"

namespace ganger::core {
namespace {

class RouterEndsTest : public RouterTest {};

TEST_F(RouterEndsTest, TellsTheEndAfterTheLastWords) {
    read(web, "wor");
    tell(LeaderEnded{web, 4});
    tell(Told{Level::info, "web.1 ended", LaunchId{1}});
    tell(Told{Level::info, "another line", {}});
    EXPECT_EQ(shown(), "");
    read(web, "k");
    EXPECT_EQ(shown(), "");
    read(web, "in\nlater");
    EXPECT_EQ(shown(), "web.1  | workin\nganger | web.1 ended\nganger | another line\n");
    pass(100ms);
    EXPECT_EQ(shown(), "web.1  | later");
}

TEST_F(RouterEndsTest, ALineThatSomebodyElseIsWritingWhileTheLeaderEndsGetsNoNewlineInIt) {
    read(web, "one\nthe li");
    tell(LeaderEnded{web, 4});
    tell(Told{Level::info, "web.1 ended", LaunchId{1}});
    read(web, "ne i");
    read(web, "s who");
    EXPECT_EQ(shown(), "web.1  | one\n");
    read(web, "le\nand another\n");
    EXPECT_EQ(shown(), "web.1  | the line is whole\nganger | web.1 ended\nweb.1  | and another\n");
    expect_exact();
}

TEST_F(RouterEndsTest, ALastLineWithoutNewlineIsCompleteWhenNobodyGoesOnWithIt) {
    read(web, "bye");
    tell(LeaderEnded{web, 0});
    tell(Told{Level::info, "web.1 ended", LaunchId{1}});
    pass(99ms);
    EXPECT_EQ(shown(), "");
    EXPECT_EQ(router.next_deadline(), time + 1ms);
    pass(1ms);
    EXPECT_EQ(shown(), "web.1  | bye\nganger | web.1 ended\n");
    read(web, "later\n");
    EXPECT_EQ(shown(), "web.1  | later\n");
    expect_exact();
}

TEST_F(RouterEndsTest, ALineThatGoesOnInPiecesIsWholeAndEndsWithThePipeAtLast) {
    read(web, "dots");
    tell(LeaderEnded{web, 0});
    tell(Told{Level::info, "web.1 ended", LaunchId{1}});
    std::string dots;
    while (count<CloseSource>() == 0) {
        read(web, ".");
        dots += '.';
        pass(50ms);
        ASSERT_LE(dots.size(), 40U);
    }
    EXPECT_EQ(shown(), "web.1  | dots" + dots + "\nganger | web.1 ended\n");
}

TEST_F(RouterEndsTest, ALineThatTheSinkKeepsUsFromReadingOnGetsNoNewlineInIt) {
    read(worker, "x\n");
    stall();
    std::string lines;
    while (lines.size() < std::size_t{2} << 20) lines += std::string(999, 'x') + "\n";
    read(web, lines);
    ASSERT_EQ(router.allowance(web), 0U);
    tell(LeaderEnded{web, 0});
    tell(Told{Level::info, "web.1 ended", LaunchId{1}});
    for (int i = 0; i < 10; ++i) pass(2s);
    stalled = false;
    flush();
    ASSERT_GT(router.allowance(web), 0U);
    shown();
    pass(50ms);
    read(web, "end\n");
    EXPECT_TRUE(shown().ends_with("xend\nganger | web.1 ended\n"));
}

TEST_F(RouterEndsTest, ALineGetsNoNewlineInItWhileGangerItselfWasStopped) {
    read(web, "the li");
    tell(LeaderEnded{web, 0});
    pass(1h);
    read(web, "ne\n");
    EXPECT_EQ(shown(), "web.1  | the line\n");
}

TEST_F(RouterEndsTest, TellsTheEndAfterTheLastWordsInBothStreams) {
    const SourceId first = source_of(LaunchId{3}, Stream::out);
    const SourceId second = source_of(LaunchId{3}, Stream::err);
    tell(SourceOpened{first, "web.2", "web"});
    tell(SourceOpened{second, "web.2", "web"});
    tell(LeaderEnded{second, 5});
    tell(LeaderEnded{first, 4});
    tell(Told{Level::info, "web.2 ended", LaunchId{3}});
    read(first, "bye\n");
    EXPECT_EQ(shown(), "web.2  | bye\n");
    read(second, "error");
    EXPECT_EQ(shown(), "");
    tell(SourceClosed{second});
    EXPECT_EQ(shown(), "web.2  | error\nganger | web.2 ended\n");
}

TEST_F(RouterEndsTest, TellsTheEndAtOnceWhenNothingIsPending) {
    read(web, "bye\n");
    tell(LeaderEnded{web, 0});
    tell(Told{Level::info, "web.1 ended", LaunchId{1}});
    EXPECT_EQ(shown(), "web.1  | bye\nganger | web.1 ended\n");
}

TEST_F(RouterEndsTest, TellsTheEndWhenThePipeIsClosedBeforeAllWasRead) {
    tell(LeaderEnded{web, 10});
    tell(Told{Level::info, "web.1 ended", LaunchId{1}});
    tell(SourceClosed{web});
    EXPECT_EQ(shown(), "ganger | web.1 ended\n");
}

TEST_F(RouterEndsTest, TellsWhatComesAfterASourceThatIsUnknownOrLongClosed) {
    tell(SourceClosed{web});
    tell(LeaderEnded{web, 0});
    tell(Told{Level::info, "web.1 ended", LaunchId{1}});
    EXPECT_EQ(shown(), "ganger | web.1 ended\n");
}

TEST_F(RouterEndsTest, CutsAPipeThatAGrandchildHoldsOpenAfterTwoSeconds) {
    tell(LeaderEnded{web, 0});
    EXPECT_EQ(router.next_deadline(), time + 2s);
    read(web, "late words");
    pass(2s);
    EXPECT_EQ(count<CloseSource>(), 1);
    EXPECT_EQ(shown(), "web.1  | late words\n");
    EXPECT_EQ(router.allowance(web), 0U);
}

TEST_F(RouterEndsTest, KeepsLastWordsThatTheSinkKeepsUsFromReading) {
    read(worker, "x\n");
    stall();
    read(web, std::string(std::size_t{2} << 20, '\n'));
    ASSERT_EQ(router.allowance(web), 0U);
    tell(LeaderEnded{web, 100});
    for (int i = 0; i < 10; ++i) pass(2s);
    EXPECT_EQ(count<CloseSource>(), 0);
    pass(1s);
    stalled = false;
    flush();
    EXPECT_GT(router.allowance(web), 0U);
    EXPECT_EQ(router.next_deadline(), time + 2s);
}

} // namespace
} // namespace ganger::core
