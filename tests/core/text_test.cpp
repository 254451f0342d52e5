#include <ganger/core/text.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ganger::core {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using namespace std::string_literals;

TEST(Diagnostic, IsOneLineWithPlaceSeverityAndCode) {
    const Diagnostic diagnostic{"Procfile", 3, 1, Severity::warning, Code::no_colon, "message"};
    EXPECT_EQ(diagnostic.text(), "Procfile:3:1: warning: message [no-colon]");
}

TEST(Diagnostic, NamesTheFileAloneWhenItIsAboutAllOfIt) {
    const Diagnostic diagnostic{"Procfile", 0, 0, Severity::error, Code::no_entries, "message"};
    EXPECT_EQ(diagnostic.text(), "Procfile: error: message [no-entries]");
}

TEST(Decode, LeavesPlainTextAlone) {
    const auto decoded = decode("a\r\nb\rc\r\r\nd", "f");
    EXPECT_EQ(decoded.text, "a\nb\rc\r\nd");
    EXPECT_THAT(decoded.diagnostics, IsEmpty());
}

TEST(Decode, KeepsBytesThatAreNoUtf8) {
    EXPECT_EQ(decode("\xF1\xE1", "f").text, "\xF1\xE1");
}

TEST(Decode, WarnsOfEveryByteOrderMark) {
    const auto warns = ElementsAre(Field(&Diagnostic::code, Code::encoding));
    EXPECT_THAT(decode("\xEF\xBB\xBF"s, "f").diagnostics, warns);
    EXPECT_THAT(decode("\xFF\xFE"s, "f").diagnostics, warns);
    EXPECT_THAT(decode("\xFE\xFF"s, "f").diagnostics, warns);
}

TEST(Decode, ReadsSurrogatePairsOfBothByteOrders) {
    EXPECT_EQ(decode("\xFF\xFE\x3D\xD8\x00\xDE"s, "f").text, "\xF0\x9F\x98\x80");
    EXPECT_EQ(decode("\xFE\xFF\xD8\x3D\xDE\x00"s, "f").text, "\xF0\x9F\x98\x80");
}

TEST(Decode, ReplacesHalfCharactersOfUtf16) {
    EXPECT_EQ(decode("\xFF\xFE\x3D\xD8"s, "f").text, "\xEF\xBF\xBD"); // the first half at the end
    EXPECT_EQ(decode("\xFF\xFE\x3D\xD8\x61\x00"s, "f").text, "\xEF\xBF\xBD"
                                                             "a"); // and before something else
    EXPECT_EQ(decode("\xFF\xFE\x00\xDE\x61\x00"s, "f").text, "\xEF\xBF\xBD"
                                                             "a"); // the second half alone
    EXPECT_EQ(decode("\xFF\xFE\x61"s, "f").text, "\xEF\xBF\xBD");  // half a unit
}

TEST(ValidUtf8, KeepsWhatIsWellFormed) {
    const auto text = "a\xC2\x80\xE2\x82\xAC\xEF\xBF\xBD\xF4\x8F\xBF\xBF"s;
    EXPECT_EQ(valid_utf8(text), text);
}

TEST(ValidUtf8, ReplacesOverlongFormsSurrogatesAndTornCharacters) {
    const auto mark = "\xEF\xBF\xBD"s;
    EXPECT_EQ(valid_utf8("\xC0\xAF"), mark + mark);
    EXPECT_EQ(valid_utf8("\xE0\x80\x80"), mark + mark + mark);
    EXPECT_EQ(valid_utf8("\xED\xA0\x80"), mark + mark + mark);
    EXPECT_EQ(valid_utf8("\xF5"), mark);
    EXPECT_EQ(valid_utf8("\xF4\x90\x80\x80"), mark + mark + mark + mark);
    EXPECT_EQ(valid_utf8("\xE2\x82"), mark);
    EXPECT_EQ(valid_utf8("\xE2\x82x"), mark + "x");
    EXPECT_EQ(valid_utf8("\x80"), mark);
}

TEST(InQuotes, MakesControlCharactersHarmless) {
    EXPECT_EQ(in_quotes("web"), "'web'");
    EXPECT_EQ(in_quotes("a\x1b[31m\n\x7f"), "'a\\x1b[31m\\x0a\\x7f'");
    EXPECT_EQ(in_quotes("\xC2\x9B"), "'\\xc2\\x9b'"); // CSI as one character
    EXPECT_EQ(in_quotes("\xC3\xA9\xFF"), "'\xC3\xA9\\xff'");
}

TEST(InQuotes, CutsLongTextBetweenCharacters) {
    const auto cut = in_quotes(std::string(59, 'x') + "\xC3\xA9\xC3\xA9");
    EXPECT_EQ(cut, "'"s + std::string(59, 'x') + "\xC3\xA9\xE2\x80\xA6'");
    EXPECT_EQ(in_quotes(std::string(60, 'x')), "'"s + std::string(60, 'x') + "'");
}

const std::vector<std::string> types{"web", "worker", "beat", "release"};

TEST(Closest, FindsWhatWasMistyped) {
    EXPECT_EQ(closest("wbe", types), "web");
    EXPECT_EQ(closest("we", types), "web");
    EXPECT_EQ(closest("wrker", types), "worker");
    EXPECT_EQ(closest("wokrer", types), "worker");
    EXPECT_EQ(closest("workers", types), "worker");
    EXPECT_EQ(closest("relaese", types), "release");
}

TEST(Closest, DoesNotMindCase) {
    EXPECT_EQ(closest("WEB", types), "web");
    EXPECT_EQ(closest("Wroker", types), "worker");
}

TEST(Closest, FindsWhatWasAbbreviated) {
    EXPECT_EQ(closest("rel", types), "release");
    EXPECT_EQ(closest("work", types), "worker");
    EXPECT_EQ(closest("wor", {"worker_long_name", "word"}), "word");
}

TEST(Closest, SaysNothingWhereNothingIsClose) {
    EXPECT_EQ(closest("redis", types), "");
    EXPECT_EQ(closest("x", types), "");
    EXPECT_EQ(closest("", types), "");
    EXPECT_EQ(closest("web", {}), "");
    EXPECT_EQ(closest(std::string(100000, 'w'), types), "");
    EXPECT_EQ(closest("web", {std::string(100000, 'w')}), "");
}

TEST(Closest, PrefersTheFirstOfEquallyCloseOnes) {
    EXPECT_EQ(closest("web3", {"web1", "web2"}), "web1");
}

} // namespace
} // namespace ganger::core
