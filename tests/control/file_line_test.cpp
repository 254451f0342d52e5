#include <ganger/control/file_line.hpp>
#include <ganger/core/utc_time.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace ganger::control {
namespace {

using namespace std::chrono_literals;
using core::LogFormat;
using core::LogRecord;

constexpr auto some_time = "2026-11-21T13:03:07.123Z";

LogRecord of_web(std::string text) {
    LogRecord record;
    record.time = *core::read_utc(some_time);
    record.type = "web";
    record.instance = 12;
    record.text = std::move(text);
    return record;
}

std::string in_file(const LogRecord& record, LogFormat format, std::chrono::seconds offset = 0s) {
    core::LineFormat file;
    file.log_format = format;
    file.timestamps = core::Timestamps::iso;
    file.name_width = 8;
    core::LogText text(file, {}, {});
    std::string line(text.text(record.line(), offset));
    if (line.ends_with('\n')) line.pop_back();
    return line;
}

void expect_same(const LogRecord& read, const LogRecord& written) {
    EXPECT_EQ(read.type, written.type);
    EXPECT_EQ(read.instance, written.instance);
    EXPECT_EQ(read.text, written.text);
    EXPECT_EQ(read.stream, written.stream);
}

TEST(FileLine, InPlainIsReadAsItWasWritten) {
    for (const auto* const text : {"listening", "", " two  blanks ", "web.1    | as if", "a | b", "{\"a\":1}",
                                   "\xff\r\x1b[1m", "2026-11-21T13:03:07.123+00:00 web.1    | whole"}) {
        for (const auto offset : {0s, 3600s, -9000s}) {
            const auto line = in_file(of_web(text), LogFormat::plain, offset);
            const auto read = read_file_line(line);
            ASSERT_TRUE(read) << line;
            expect_same(*read, of_web(text));
            EXPECT_EQ(core::utc_text(read->time), some_time) << line;
        }
    }
}

TEST(FileLine, InPlainThePartsOfALongLineAreReadWithoutTheirMarks) {
    const std::string part(65536, 'x');
    for (const bool continued : {false, true}) {
        const auto stood =
            "2026-11-21T13:03:07.123+00:00 web.12   | " + std::string(continued ? "[cont] " : "");
        const auto read = read_file_line(stood + part + " [cut]");
        ASSERT_TRUE(read);
        EXPECT_EQ(read->text, part);
        EXPECT_TRUE(read->cut);
        EXPECT_EQ(read->continued, continued);
    }
    auto last = *read_file_line("2026-11-21T13:03:07.123+00:00 web.12   | [cont] end");
    EXPECT_EQ(last.text, "[cont] end") << "an app may say so";
    read_as_last_part(last);
    EXPECT_EQ(last.text, "end");
    EXPECT_TRUE(last.continued);
    const auto own = read_file_line("2026-11-21T13:03:07.123+00:00 web.12   | mine [cut]");
    EXPECT_EQ(own->text, "mine [cut]");
    EXPECT_FALSE(own->cut);
}

TEST(FileLine, InJsonIsReadAsItWasWritten) {
    for (const auto* const text : {"listening", "", "a \"quoted\" \\ text", "<3>bad", "<6>",
                                   "\",\"ganger\":{\"type\":\"worker\",\"instance\":1}}", "{\"a\":"}) {
        auto record = of_web(text);
        record.stream = core::Stream::err;
        const auto read = read_file_line(in_file(record, LogFormat::json));
        ASSERT_TRUE(read) << text;
        expect_same(*read, record);
        EXPECT_EQ(core::utc_text(read->time), some_time);
    }
}

TEST(FileLine, AnObjectOfAnAppHasNoTime) {
    for (const auto* const text : {R"({"level":"error","msg":"no"})", "{}", R"({"ts":"yesterday","msg":"x"})",
                                   R"({"a":{"ganger":{"type":"worker","instance":1}}})"}) {
        const auto read = read_file_line(in_file(of_web(text), LogFormat::json));
        ASSERT_TRUE(read) << text;
        expect_same(*read, of_web(text));
        EXPECT_EQ(read->time, core::Wall{});
    }
}

TEST(FileLine, OfGangersOwnIsKnown) {
    LogRecord record;
    record.time = *core::read_utc(some_time);
    record.type = core::own_type;
    record.level = core::Level::error;
    record.topic = core::Topic::ended;
    record.text = "web.1 exited 3";
    const auto read = read_file_line(in_file(record, LogFormat::json));
    ASSERT_TRUE(read);
    expect_same(*read, record);
    EXPECT_EQ(read->level, core::Level::error);
    EXPECT_EQ(read->topic, core::Topic::ended);
    const auto plain = read_file_line(in_file(record, LogFormat::plain));
    ASSERT_TRUE(plain);
    expect_same(*plain, record);
}

TEST(FileLine, OfAnotherProgramIsNobodys) {
    for (const auto* const line : {"",
                                   "text",
                                   "web.1    | text",
                                   "2026-11-21T13:03:07.123+00:00",
                                   "2026-11-21T13:03:07.123+00:00 web.1",
                                   "2026-11-21T13:03:07.123+00:00 web | text",
                                   "2026-11-21T13:03:07.123+00:00 web.1| text",
                                   "2026-11-21T13:03:07.123+00:00 web.x | text",
                                   "2026-11-21T13:03:07.123+00:00  | text",
                                   "2026-11-21T13:03:07.123+0000 web.1 | text",
                                   "2026-13-21T13:03:07.123+00:00 web.1 | text",
                                   "2026-11-21T13:03:07.123+00:00 w b.1 | text",
                                   "2026-11-21T13:03:07.123+00:00 web.1 |text",
                                   "{",
                                   "{}",
                                   R"({"a":1})",
                                   R"({"a":1,"ganger":{"type":"web")",
                                   R"({"ganger":{"type":"web"}},"b":2})",
                                   R"("ganger":{"type":"web","instance":1}})",
                                   R"({"ganger":{"type":"x","instance":1}})"})
        EXPECT_FALSE(read_file_line(line) && read_file_line(line)->type != "x") << line;
}

} // namespace
} // namespace ganger::control
