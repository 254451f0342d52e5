#include <ganger/core/journal_entry.hpp>
#include <ganger/core/line_level.hpp>

#include <gtest/gtest.h>

#include <string>

namespace ganger::core {
namespace {

std::string entry(const LogLine& line) {
    std::string out;
    append_journal_entry(out, line, {"shop", "0123456789ab-7-8-r"});
    return out;
}

LogLine of_web(std::string_view text) {
    LogLine line;
    line.type = "web";
    line.instance = 2;
    line.source = source_of(LaunchId{5}, Stream::err);
    line.text = text;
    return line;
}

int level(std::string_view line) {
    return static_cast<int>(leveled(line).priority);
}

TEST(JournalEntry, HasALineAndWhoseItIs) {
    EXPECT_EQ(entry(of_web("listening")),
              "MESSAGE=listening\nPRIORITY=6\nGANGER_APP=shop\nSYSLOG_IDENTIFIER=shop/web.2\n"
              "PROCESS_TYPE=web\nINSTANCE=2\nGANGER_ID=0123456789ab-7-8-r.web.2.5\n");
    EXPECT_EQ(entry(of_web("")).substr(0, 9), "MESSAGE=\n");
}

TEST(JournalEntry, TellsTheStreamWhereItIsKnown) {
    auto line = of_web("text");
    line.stream = Stream::err;
    EXPECT_TRUE(entry(line).ends_with(".web.2.5\nGANGER_STREAM=stderr\n"));
}

TEST(JournalEntry, OfGangersOwnSaysWhatItIsAbout) {
    LogLine line;
    line.type = own_type;
    line.level = Level::warning;
    line.topic = Topic::restarting;
    line.text = "web.1 is started again";
    EXPECT_EQ(entry(line), "MESSAGE=web.1 is started again\nPRIORITY=4\nGANGER_APP=shop\n"
                           "SYSLOG_IDENTIFIER=shop/ganger\nGANGER_EVENT=restarting\n");
}

TEST(JournalEntry, HasTheLengthBeforeAValueWithANewline) {
    EXPECT_EQ(entry(of_web("a\nb")).substr(0, 8 + 8 + 3 + 1),
              std::string("MESSAGE\n\x03\0\0\0\0\0\0\0a\nb\n", 8 + 8 + 3 + 1));
    const std::string long_text = std::string(0x1234, 'x') + "\n";
    EXPECT_EQ(entry(of_web(long_text)).substr(0, 8 + 8), std::string("MESSAGE\n\x35\x12\0\0\0\0\0\0", 8 + 8));
}

TEST(JournalEntry, PassesBytesOnAsTheyAre) {
    const std::string bytes("\0\xff\x1b=\t", 5);
    EXPECT_EQ(entry(of_web(bytes)).substr(0, 8 + 6), "MESSAGE=" + bytes + "\n");
}

TEST(JournalEntry, TellsPartsOfALine) {
    auto line = of_web("<3>first part");
    line.cut = true;
    EXPECT_EQ(entry(line).substr(0, 33), "MESSAGE=<3>first part\nPRIORITY=6\n");
    EXPECT_TRUE(entry(line).ends_with(".web.2.5\nGANGER_CUT=1\n"));
    line.continued = true;
    EXPECT_TRUE(entry(line).ends_with("GANGER_CUT=1\nGANGER_CONTINUED=1\n"));
}

TEST(LineLevel, IsWhatThePrefixSays) {
    EXPECT_EQ(level("<0>text"), 0);
    EXPECT_EQ(level("<7>text"), 7);
    EXPECT_EQ(leveled("<3>text").text, "text");
    EXPECT_EQ(leveled("<3>").text, "");
    for (const char* const text : {"<8>text", "<33>text", " <3>text", "<3", "<", "", "ERROR: no", "<x>"}) {
        EXPECT_EQ(level(text), 6) << text;
        EXPECT_EQ(leveled(text).text, text);
    }
}

TEST(LineLevel, IsThatOfAnObject) {
    EXPECT_EQ(level(R"({"level":"error","msg":"x"})"), 3);
    EXPECT_EQ(level(R"({"msg":"x", "severity" : "WARNING"})"), 4);
    EXPECT_EQ(level(R"({"level":30})"), 6);
    EXPECT_EQ(level(R"({"level":50})"), 3);
    EXPECT_EQ(level(R"({"level":60})"), 2);
    EXPECT_EQ(level(R"({"level":4})"), 4);
    EXPECT_EQ(leveled(R"({"level":"fatal"})").text, R"({"level":"fatal"})");
}

TEST(LineLevel, IsNotGuessed) {
    for (const char* const line :
         {R"({"level":"loud"})", R"({"level":8})", R"({"level":-3})", R"({"level":null})",
          R"({"level":{"a":1}})", R"({"a":{"level":"error"}})", R"({"level":"error")", R"({"msg":"level"})",
          R"({"level":""})", R"({"level":99999999999999999999})", R"({"level_name":"error"})"})
        EXPECT_EQ(level(line), 6) << line;
}

} // namespace
} // namespace ganger::core
