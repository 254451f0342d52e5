#include <ganger/core/json_text.hpp>
#include <ganger/core/router.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace ganger::core {
namespace {

using namespace std::chrono_literals;

constexpr SourceId web{1};

class JsonStream : public testing::Test {
  protected:
    JsonStream() : router(options()) { tell(SourceOpened{web, "web.1", "web"}); }

    static RouterOptions options() {
        RouterOptions options;
        options.format.log_format = LogFormat::json;
        return options;
    }

    void tell(const StreamEvent& event) { router.handle(event, {Monotonic{1h}, {Wall{1s}}}); }

    void read(std::string_view bytes) {
        const auto room = router.room(web, bytes.size());
        ASSERT_EQ(room.front().size(), bytes.size());
        bytes.copy(room.front().data(), bytes.size());
        tell(BytesRead{web, bytes.size()});
    }

    // So many at a time, and each time what reached the sink is known to the line.
    std::string taken_by(std::size_t most, std::string_view bytes) {
        std::string out;
        for (auto ready = router.output(); !ready.empty(); ready = router.output()) {
            const auto part = ready.substr(0, most);
            out += part;
            tell(SinkTook{part.size()});
            const auto ends = std::count(out.begin(), out.end(), '\n');
            std::size_t source = 0;
            for (auto left = ends; left > 0; --left) source = bytes.find('\n', source) + 1;
            EXPECT_EQ(router.counts().written, source) << out;
            EXPECT_EQ(router.counts().written + router.counts().held, bytes.size());
        }
        return out;
    }

    static std::string record(std::string_view text) {
        return R"({"ts":"1970-01-01T00:00:01.000Z","msg":")" + std::string(text) +
               R"(","ganger":{"type":"web","instance":1}})"
               "\n";
    }

    Router router;
};

TEST_F(JsonStream, CountsALineAsWrittenWhenTheSinkHasItsEnd) {
    const std::string bytes = "one\n\nthree\n  spaced\nsa\"id\nfour\n";
    for (const std::size_t most : {1U, 3U, 7U, 64U, 200U, 4096U}) {
        JsonStream::router = Router(options());
        tell(SourceOpened{web, "web.1", "web"});
        read(bytes);
        EXPECT_EQ(taken_by(most, bytes), record("one") + record("") + record("three") + record("  spaced") +
                                             record("sa\\\"id") + record("four"));
    }
}

TEST_F(JsonStream, KeepsAnObjectAtTheTopLevelAmongOtherLines) {
    read("before\n  {\"a\":1}\n{no object\nafter\n");
    EXPECT_EQ(taken_by(4096, "before\n  {\"a\":1}\n{no object\nafter\n"),
              record("before") +
                  R"({"a":1,"ganger":{"type":"web","instance":1}})"
                  "\n" +
                  record("{no object") + record("after"));
}

TEST_F(JsonStream, TakesTheMarkOffALineAmongOthers) {
    read("before\n<3>worse\n");
    EXPECT_EQ(
        taken_by(4096, "before\n<3>worse\n"),
        record("before") +
            R"({"ts":"1970-01-01T00:00:01.000Z","level":"error","msg":"worse","ganger":{"type":"web","instance":1}})"
            "\n");
}

TEST_F(JsonStream, ChangesNothingAfterThePlaceWhereTheReaderStopped) {
    read("one\ntwo\nthree\n");
    const std::string first(router.output().substr(0, 10));
    tell(SinkTook{10});
    tell(SinkFull{28});
    EXPECT_EQ(router.counts().dropped_lines, 2U);
    EXPECT_EQ(router.counts().dropped, std::string_view("two\nthree\n").size());
    std::string rest(router.output());
    EXPECT_EQ((first + rest).substr(0, record("one").size()), record("one"));
}

// What is to be escaped is found wherever it stands.
TEST(JsonText, IsTheSameWhereverAByteStands) {
    const std::vector<std::pair<std::string, std::string>> each = {
        {"\"", "\\\""},   {"\\", "\\\\"}, {"\x1f", "\\u001f"},      {"\n", "\\n"},
        {"\x7f", "\x7f"}, {"é", "é"},     {"\xff", "\xef\xbf\xbd"}, {"\xc2\x85", "\\u0085"}};
    for (const auto& [byte, escaped] : each) {
        for (std::size_t size = 0; size < 70; ++size) {
            for (std::size_t at = 0; at <= size; ++at) {
                const std::string before(at, 'a');
                const std::string after(size - at, 'b');
                std::string out;
                append_json_text(out, before + byte + after);
                EXPECT_EQ(out, before + escaped + after);
                EXPECT_EQ(goes_as_it_is(before + byte + after), byte == "\x7f");
            }
        }
    }
}

} // namespace
} // namespace ganger::core
