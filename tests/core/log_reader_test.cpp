#include <ganger/core/log_reader.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace ganger::core {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kib = 1024;

// Plays the router: what is read goes into the rings, and a sink takes it at once.
class LogReaderTest : public testing::Test {
  protected:
    void write(Speaker& who, std::string_view type, std::string_view bytes) {
        LogRing& ring = history.ring_of(std::string(type));
        while (!bytes.empty()) {
            std::size_t count = 0;
            for (std::span<char> piece : history.room(ring, std::min(bytes.size(), 4 * kib)))
                count += bytes.substr(count).copy(piece.data(), piece.size());
            ASSERT_GT(count, 0U);
            history.append(ring, who, count, time);
            ring.consume(count);
            bytes.remove_prefix(count);
        }
    }
    void write(std::string_view bytes) { write(web, "web", bytes); }
    void work(std::string_view bytes) { write(worker, "worker", bytes); }
    void say(std::string_view text) { history.say(Level::warning, Topic::ended, text, time); }
    void seal(Speaker& who, const std::string& type) { history.seal(history.ring_of(type), who, time); }

    static std::string text_of(const LogLine& line) {
        std::string text(line.type);
        if (line.type != own_type) text += "." + std::to_string(line.instance);
        text += line.continued ? ">" : ":";
        return text + std::string(line.text) + (line.cut ? "<" : "") + "\n";
    }

    static std::string rest(LogReader& reader) {
        std::string text;
        for (;;) {
            const auto line = reader.next();
            if (const auto lost = reader.take_lost()) text += "(" + std::to_string(lost) + " lost)\n";
            if (!line) return text;
            text += text_of(*line);
        }
    }

    std::string all(const LogQuery& query) {
        LogReader reader(history, query);
        auto text = rest(reader);
        EXPECT_TRUE(reader.ended());
        return text;
    }

    LogHistory history{64 * kib, 1024 * kib, 2};
    Speaker web{SourceId{1}, 1};
    Speaker worker{SourceId{2}, 1};
    Time time{Monotonic{}, Wall(1h)};
};

TEST_F(LogReaderTest, MergesTheTypesInTheOrderInWhichTheyWereRead) {
    write("one\n");
    work("two\n");
    say("three");
    write("four\n");
    EXPECT_EQ(all({}), "web.1:one\nworker.1:two\nganger:three\nweb.1:four\n");
}

TEST_F(LogReaderTest, GivesTheLastLinesOfAll) {
    for (int i = 0; i < 10; ++i) {
        write("w" + std::to_string(i) + "\n");
        work("k" + std::to_string(i) + "\n");
    }
    EXPECT_EQ(all({.lines = 3}), "worker.1:k8\nweb.1:w9\nworker.1:k9\n");
    EXPECT_EQ(all({.lines = 0}), "");
    EXPECT_EQ(all({.lines = 3, .names = {"web"}}), "web.1:w7\nweb.1:w8\nweb.1:w9\n");
}

TEST_F(LogReaderTest, KnowsInstancesApart) {
    Speaker second{SourceId{3}, 2};
    write("one\n");
    write(second, "web", "two\n");
    work("three\n");
    say("four");
    EXPECT_EQ(all({.names = {"web.2"}}), "web.2:two\n");
    EXPECT_EQ(all({.names = {"web.2", "ganger"}}), "web.2:two\nganger:four\n");
    EXPECT_EQ(all({.names = {"web.2", "web"}}), "web.1:one\nweb.2:two\n");
    EXPECT_EQ(all({.names = {"nobody"}}), "");
}

TEST_F(LogReaderTest, PutsALineTogetherThatCameInParts) {
    Speaker second{SourceId{3}, 2};
    write("be");
    time.wall += 1min;
    write(second, "web", "other\n");
    write("gun\n");
    LogReader reader(history, {});
    EXPECT_EQ(text_of(*reader.next()), "web.2:other\n");
    const auto line = reader.next();
    EXPECT_EQ(line->text, "begun");
    EXPECT_EQ(line->time, Wall(1h)); // when it began
}

TEST_F(LogReaderTest, ShowsWhatHasNoNewlineYet) {
    write("Password: ");
    EXPECT_EQ(all({}), "web.1:Password: \n");
}

TEST_F(LogReaderTest, WhoeverFollowsGetsAnUnfinishedLineWhenItEnds) {
    write("one\n");
    LogReader reader(history, {.follow = true});
    EXPECT_EQ(rest(reader), "web.1:one\n");
    write("begun");
    EXPECT_EQ(rest(reader), "");
    EXPECT_FALSE(reader.ended());
    seal(web, "web");
    Speaker again{SourceId{3}, 1};
    write(again, "web", "anew\n");
    EXPECT_EQ(rest(reader), "web.1:begun\nweb.1:anew\n");
    write(again, "web", "last");
    history.end();
    EXPECT_EQ(rest(reader), "web.1:last\n");
    EXPECT_TRUE(reader.ended());
}

TEST_F(LogReaderTest, FollowsATypeThatBeginsLater) {
    LogReader reader(history, {.lines = 0, .follow = true});
    Speaker late{SourceId{4}, 1};
    write(late, "late", "here\n");
    EXPECT_EQ(rest(reader), "late.1:here\n");
}

TEST_F(LogReaderTest, WhoeverFollowsFromNowOnGetsNoHalfLine) {
    write("old ");
    LogReader reader(history, {.lines = 0, .follow = true});
    write("line\nnew\n");
    EXPECT_EQ(rest(reader), "web.1:new\n");
}

TEST_F(LogReaderTest, CutsALineThatIsTooLong) {
    write("12345678901234\nshort\n");
    EXPECT_EQ(all({.max_line = 10}), "web.1:1234567890<\nweb.1>1234\nweb.1:short\n");
    EXPECT_EQ(all({.lines = 2, .max_line = 10}), "web.1>1234\nweb.1:short\n");
}

TEST_F(LogReaderTest, SaysExactlyHowManyLinesItWasTooSlowFor) {
    LogReader reader(history, {.follow = true});
    const std::string line(99, 'x');
    for (int i = 0; i < 5000; ++i) write(line + "\n");
    std::size_t got = 0;
    std::uint64_t lost = 0;
    while (reader.next()) {
        ++got;
        lost += reader.take_lost();
    }
    EXPECT_EQ(got + lost, 5000U);
    EXPECT_GT(got, 500U);
    EXPECT_LE(got, 656U);
    write("next\n");
    EXPECT_EQ(rest(reader), "web.1:next\n");
}

TEST_F(LogReaderTest, ALineWhoseBeginningIsLostIsLost) {
    LogReader reader(history, {.follow = true});
    write("kept so far ");
    EXPECT_EQ(rest(reader), "");
    const std::string much(100, 'x');
    for (int i = 0; i < 1000; ++i) write(much); // one line, and no end
    write(" end\nanother\n");
    EXPECT_EQ(rest(reader), "(1 lost)\nweb.1:another\n");
}

TEST_F(LogReaderTest, NoLineIsForgottenWhereTheRingWrapsBehindANewline) {
    LogReader reader(history, {.follow = true});
    const std::string line(kib - 1, 'x');
    for (int i = 0; i < 128; ++i) write(line + "\n"); // the ring holds 64 of them to the byte
    std::size_t known = 0;
    while (reader.next()) ++known;
    EXPECT_EQ(known + reader.take_lost(), 128U);
}

TEST_F(LogReaderTest, AFloodOfOneTypeTakesNothingFromOthers) {
    work("precious\n");
    say("said");
    for (int i = 0; i < 5000; ++i) write(std::string(99, 'x') + "\n");
    EXPECT_EQ(all({.names = {"worker", "ganger"}}), "worker.1:precious\nganger:said\n");
}

TEST_F(LogReaderTest, AnOldestLineThatIsTornIsNotShown) {
    for (int i = 0; i < 5000; ++i) write(std::to_string(100000 + i) + std::string(94, 'x') + "y\n");
    LogReader reader(history, {.lines = std::nullopt});
    const auto first = reader.next();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->text.size(), 101U);
    EXPECT_EQ(first->text.front(), '1');
    EXPECT_EQ(reader.take_lost(), 0U);
}

TEST_F(LogReaderTest, GivesWhatIsYoungEnough) {
    write("old\n");
    time.wall += 1h;
    write("new\n");
    EXPECT_EQ(all({.since = Wall(90min)}), "web.1:new\n");
}

TEST_F(LogReaderTest, KnowsWhatGangersOwnLinesAre) {
    say("web.1 exited 1");
    LogReader reader(history, {});
    const auto line = reader.next();
    EXPECT_EQ(line->level, Level::warning);
    EXPECT_EQ(line->topic, Topic::ended);
}

TEST_F(LogReaderTest, ASnapshotDoesNotGrow) {
    write("one\n");
    LogReader reader(history, {});
    write("two\n");
    say("three");
    EXPECT_EQ(rest(reader), "web.1:one\n");
    EXPECT_TRUE(reader.ended());
}

} // namespace
} // namespace ganger::core
