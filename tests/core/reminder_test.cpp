#include "../../src/core/reminder.hpp"

#include <ganger/core/router.hpp>

#include <gtest/gtest.h>

#include <string>

namespace ganger::core {
namespace {

LineFormat on_terminal() {
    LineFormat format;
    format.terminal = true;
    return format;
}

class ReminderTest : public testing::Test {
  protected:
    void write(Speaker& who, std::string_view type, std::string_view bytes) {
        LogRing& ring = history.ring_of(std::string(type));
        std::size_t count = 0;
        for (std::span<char> piece : history.room(ring, bytes.size()))
            count += bytes.substr(count).copy(piece.data(), piece.size());
        history.append(ring, who, count, {});
        ring.consume(count);
    }
    void web_says(std::string_view bytes) { write(web, "web", bytes); }
    void others_say(int lines) {
        for (int i = 0; i < lines; ++i)
            write(i % 2 == 0 ? worker : second, i % 2 == 0 ? "worker" : "web", "tick\n");
    }
    std::string reminds(Reminder& of) {
        std::string text;
        for (const auto& line : of.once_more(history, "web.1")) text += line + "\n";
        return text;
    }

    LogHistory history{std::size_t{64} << 10, std::size_t{1} << 20, 2};
    Speaker web{SourceId{1}, 1};
    Speaker second{SourceId{2}, 2};
    Speaker worker{SourceId{3}, 1};
    Reminder reminder{on_terminal(), {}, false};
};

TEST_F(ReminderTest, ShowsTheLastLinesWhereOthersHaveWrittenBehindThem) {
    web_says("Traceback\n  in app\nValueError\n");
    others_say(6);
    EXPECT_EQ(reminds(reminder),
              "the last lines of web.1, once more:\n    Traceback\n      in app\n    ValueError\n");
}

TEST_F(ReminderTest, ShowsThemWhereOthersHaveWrittenAmongThem) {
    web_says("Traceback\n");
    others_say(6);
    web_says("ValueError\n");
    EXPECT_EQ(reminds(reminder), "the last lines of web.1, once more:\n    Traceback\n    ValueError\n");
}

TEST_F(ReminderTest, ShowsNothingWhereTheyStillAreInSight) {
    others_say(100);
    web_says("ValueError\n");
    others_say(5);
    EXPECT_EQ(reminds(reminder), "");
}

TEST_F(ReminderTest, GangersOwnLinesAreLinesOfOthersUnlessTheyAreNotShown) {
    web_says("ValueError\n");
    for (int i = 0; i < 6; ++i) history.say(Level::info, Topic::notice, "so it is", {});
    Reminder quiet{on_terminal(), {}, true};
    EXPECT_EQ(reminds(quiet), "");
    EXPECT_NE(reminds(reminder), "");
}

TEST_F(ReminderTest, WhatIsHiddenLiesBetweenNothingAndIsShownItself) {
    web_says("ValueError\n");
    for (int i = 0; i < 6; ++i) write(worker, "worker", "tick\n");
    Reminder without_worker{on_terminal(), {"worker"}, false};
    EXPECT_EQ(reminds(without_worker), "");
    Reminder without_web{on_terminal(), {"web"}, false};
    web_says("again\n");
    EXPECT_EQ(reminds(without_web), "the last lines of web.1, once more:\n    ValueError\n    again\n");
}

TEST_F(ReminderTest, ShowsTheLastLaunchAlone) {
    web_says("of the first\n");
    others_say(6);
    web = {SourceId{7}, 1};
    web_says("ValueError\n");
    EXPECT_EQ(reminds(reminder), "");
    others_say(6);
    EXPECT_EQ(reminds(reminder), "the last lines of web.1, once more:\n    ValueError\n");
}

TEST_F(ReminderTest, ShowsTenAtMostAndThoseOnce) {
    for (int i = 0; i < 20; ++i) web_says(std::to_string(i) + "\n");
    others_say(6);
    EXPECT_EQ(reminds(reminder),
              "the last lines of web.1, once more:\n    10\n    11\n    12\n    13\n    14\n"
              "    15\n    16\n    17\n    18\n    19\n");
    others_say(6);
    EXPECT_EQ(reminds(reminder), "");
    web_says("20\n");
    others_say(6);
    EXPECT_NE(reminds(reminder), "");
}

TEST_F(ReminderTest, ShowsNothingThatATerminalMustNotBeGiven) {
    web_says("\x1b[31mred\x1b[0m\x1b[2J\n10 %\r20 %\r\n" + std::string(5000, 'x') + "\n");
    others_say(6);
    const auto text = reminds(reminder);
    EXPECT_EQ(text.find("\x1b[2J"), std::string::npos);
    EXPECT_NE(text.find("    \x1b[31mred"), std::string::npos);
    EXPECT_NE(text.find("\n    20 %\n"), std::string::npos);
    EXPECT_NE(text.find("\n    " + std::string(1000, 'x') + "\n"), std::string::npos);
}

TEST_F(ReminderTest, IsForTerminalsAlone) {
    web_says("ValueError\n");
    others_say(6);
    Reminder elsewhere{LineFormat{}, {}, false};
    EXPECT_EQ(reminds(elsewhere), "");
    for (const auto kind : {LogFormat::json, LogFormat::raw}) {
        auto format = on_terminal();
        format.log_format = kind;
        Reminder records{format, {}, false};
        EXPECT_EQ(reminds(records), "");
    }
    EXPECT_TRUE(reminder.once_more(history, "").empty());
    EXPECT_TRUE(reminder.once_more(history, "gone.1").empty());
}

} // namespace
} // namespace ganger::core
