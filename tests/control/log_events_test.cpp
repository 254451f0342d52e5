#include <ganger/control/log_events.hpp>
#include <ganger/control/logs_query.hpp>
#include <ganger/control/named_logs.hpp>

#include <gtest/gtest.h>

#include <chrono>

namespace ganger::control {
namespace {

using namespace std::chrono_literals;

class LogEventsTest : public testing::Test {
  protected:
    void write(std::string_view bytes) {
        core::LogRing& ring = history.ring_of("web");
        bytes.copy(history.room(ring, bytes.size()).front().data(), bytes.size());
        history.append(ring, web, bytes.size(), time);
        ring.consume(bytes.size());
    }

    core::LogHistory history{65536, 65536, 1};
    core::Speaker web{core::SourceId{1}, 2};
    core::Time time{{}, core::Wall(1763730187123ms)};
};

TEST_F(LogEventsTest, AreLinesOfJsonAndAnEnd) {
    write("a \"b\"\r\n");
    history.say(core::Level::error, core::Topic::ended, "web.2 exited 1", time);
    LogEvents events(history, {}, {"shop", {"web"}, {"web.2"}});
    std::string out;
    EXPECT_FALSE(events.take(out, 65536));
    EXPECT_EQ(out, R"(event: begin
data: {"app":"shop","types":["web"],"names":["web.2"]}

data: {"ts":"2025-11-21T13:03:07.123Z","name":"web.2","type":"web","instance":2,"msg":"a \"b\"\r"}

data: {"ts":"2025-11-21T13:03:07.123Z","name":"ganger","type":"ganger","level":"error","event":"ended","msg":"web.2 exited 1"}

event: end
data: {}

)");
}

TEST_F(LogEventsTest, CarryEveryByteThere) {
    write("\x1b[1mbell\a\r \xff\xfe\xe4\n\n");
    LogEvents events(history, {}, {});
    std::string out;
    events.take(out, 65536);
    std::vector<std::string> texts;
    LogEventParser parser;
    for (const char byte : out) {
        parser.feed(std::string_view(&byte, 1), [&](const LogEvent& event) {
            if (const auto* record = std::get_if<core::LogRecord>(&event)) texts.push_back(record->text);
        });
    }
    EXPECT_EQ(texts, (std::vector<std::string>{"\x1b[1mbell\a\r \xff\xfe\xe4", ""}));
}

TEST_F(LogEventsTest, CarryThePartsOfALongLineAndItsStream) {
    web.source = core::source_of(core::LaunchId{1}, core::Stream::err);
    write("abcdefghij\nk\n");
    core::LogQuery query;
    query.max_line = 4;
    LogEvents events(history, query, {});
    std::string out;
    events.take(out, 65536);
    std::vector<std::string> parts;
    LogEventParser().feed(out, [&](const LogEvent& event) {
        const auto* record = std::get_if<core::LogRecord>(&event);
        if (record == nullptr) return;
        EXPECT_EQ(record->stream, core::Stream::err);
        parts.push_back((record->continued ? "..." : "") + record->text + (record->cut ? "..." : ""));
    });
    EXPECT_EQ(parts, (std::vector<std::string>{"abcd...", "...efgh...", "...ij", "k"}));
}

TEST_F(LogEventsTest, GiveNoMoreAtOnceThanIsAskedFor) {
    for (int i = 0; i < 100; ++i) write("0123456789\n");
    LogEvents events(history, {}, {});
    std::string out;
    EXPECT_TRUE(events.take(out, 300));
    EXPECT_LT(out.size(), 500U);
}

TEST_F(LogEventsTest, WhoeverFollowsHasNoEndBeforeTheEnd) {
    core::LogQuery query;
    query.follow = true;
    LogEvents events(history, query, {});
    std::string out;
    write("old\n");
    EXPECT_TRUE(events.take(out, 65536));
    EXPECT_NE(out.find("event: live\ndata: {}\n\n"), std::string::npos) << "what was there has been told";
    write("new\n");
    out.clear();
    EXPECT_TRUE(events.take(out, 65536));
    EXPECT_EQ(out.find("live"), std::string::npos) << "once";
    history.end();
    out.clear();
    EXPECT_FALSE(events.take(out, 65536));
    EXPECT_EQ(out, "event: end\ndata: {}\n\n");
}

TEST(LogEventParser, LeavesOutWhatItDoesNotKnow) {
    std::size_t met = 0;
    LogEventParser().feed("event: news\ndata: {}\n\ndata: no json\n\n: still here\n\n",
                          [&](const LogEvent&) { ++met; });
    EXPECT_EQ(met, 0U);
}

TEST(LogsQuery, IsTheSameOnBothSides) {
    core::LogQuery query;
    query.lines = 5;
    query.names = {"web.1", "worker"};
    query.follow = true;
    query.since = core::Wall(1763730187123ms);
    const auto target = logs_target(query);
    EXPECT_EQ(target, "/v1/logs?n=5&name=web.1&name=worker&since=2025-11-21T13:03:07.123Z&follow=1");
    const auto command = read_request({"GET", target, {}});
    ASSERT_TRUE(command);
    const auto& read = std::get<ReadLogs>(*command).query;
    EXPECT_EQ(read.lines, 5U);
    EXPECT_EQ(read.names, query.names);
    EXPECT_TRUE(read.follow);
    EXPECT_EQ(read.since, query.since);
    EXPECT_FALSE(read_logs_query("n=all")->query.lines);
}

TEST(LogsQuery, TakesAnyNameSoThatItIsRefusedByName) {
    core::LogQuery query;
    query.names = {"a b&follow=1"};
    const auto command = read_request({"GET", logs_target(query), {}});
    ASSERT_TRUE(command);
    EXPECT_EQ(std::get<ReadLogs>(*command).query.names, query.names);
    EXPECT_FALSE(std::get<ReadLogs>(*command).query.follow);
}

TEST(LogsQuery, RefusesWhatItDoesNotKnow) {
    for (const auto* query : {"n=-1", "n=", "n=1x", "name=", "follow=yes", "since=today", "lines=5", "x"})
        EXPECT_EQ(read_logs_query(query).error().status, 400U) << query;
}

TEST(NamedLogs, AreTypesInstancesAndGangerItself) {
    core::Snapshot snapshot;
    snapshot.instances.emplace_back().name = {"web", 2};
    EXPECT_FALSE(refuse_names({"web", "web.2", "ganger", "idle"}, {"web", "idle"}, snapshot));
    const auto refused = refuse_names({"web", "wep.2"}, {"web", "idle"}, snapshot);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 404U);
    EXPECT_NE(refused->body.find("did you mean 'web.2'?"), std::string::npos);
}

} // namespace
} // namespace ganger::control
