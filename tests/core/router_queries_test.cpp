#include <ganger/core/router.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ganger::core {
namespace {

using namespace std::chrono_literals;

constexpr SourceId web{1};

RouterOptions options(bool terminal) {
    RouterOptions options;
    options.format.terminal = terminal;
    return options;
}

// What one process asks its terminal, and what it is answered.
class Conversation {
  public:
    explicit Conversation(bool terminal = true) : router_(options(terminal)) {
        tell(TerminalResized{{80, 24}});
        tell(SourceOpened{web, "web.1", "web"});
    }

    void says(std::string_view bytes) {
        std::size_t count = 0;
        for (std::span<char> piece : router_.room(web, bytes.size()))
            count += bytes.substr(count).copy(piece.data(), piece.size());
        tell(BytesRead{web, count});
        router_.output();
    }

    // Nothing happens for so long.
    void pass(Duration duration) {
        time_ += duration;
        while (router_.next_deadline() && *router_.next_deadline() <= time_) {
            tell(StreamTick{});
            router_.output();
        }
    }

    std::vector<std::string> answers;

  private:
    void tell(const StreamEvent& event) {
        for (const StreamAction& action : router_.handle(event, {time_, {}}))
            if (const auto* answer = std::get_if<AnswerQuery>(&action)) answers.push_back(answer->text);
    }

    Router router_;
    Monotonic time_{1h};
};

using Answers = std::vector<std::string>;

TEST(Queries, AreAnsweredWithWhereTheCursorIs) {
    Conversation conversation;
    conversation.says("> caf\xc3\xa9\x1b[6n");
    EXPECT_EQ(conversation.answers, Answers{}) << "an unfinished line is not looked at yet";
    conversation.pass(100ms);
    EXPECT_EQ(conversation.answers, Answers{"\x1b[24;7R"});
    conversation.says("\r\x1b[3C\x1b[6n");
    conversation.pass(0ms);
    EXPECT_EQ(conversation.answers.back(), "\x1b[24;4R");
}

TEST(Queries, AreAnsweredWithWhatItIsAndThatItIsWell) {
    Conversation conversation;
    conversation.says("\x1b[c\x1b[5n\n");
    conversation.pass(0ms);
    EXPECT_EQ(conversation.answers, Answers{"\x1b[?6c\x1b[0n"});
}

TEST(Queries, OfOtherKindsAreNotAnswered) {
    Conversation conversation;
    conversation.says("\x1b[?1c\x1b[7n\x1b[>c\x1b]11;?\x1b\\\n");
    conversation.pass(100ms);
    EXPECT_EQ(conversation.answers, Answers{});
}

TEST(Queries, GetNoMoreAnswersThanAnybodyWouldRead) {
    Conversation conversation;
    for (int i = 0; i < 2000; ++i) conversation.says("\x1b[c");
    conversation.pass(100ms);
    ASSERT_EQ(conversation.answers.size(), 1U);
    EXPECT_LE(conversation.answers.front().size(), 1024U);
}

TEST(Queries, AreNotAnsweredWhereThereIsNoTerminal) {
    Conversation conversation(false);
    conversation.says("\x1b[6n\n");
    conversation.pass(100ms);
    EXPECT_EQ(conversation.answers, Answers{});
}

} // namespace
} // namespace ganger::core
