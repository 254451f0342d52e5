// The rules are the golden cases in tests/golden/dotenv; here is what they cannot show.
#include <ganger/core/dotenv.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace ganger::core {
namespace {

using testing::Each;
using testing::Field;
using testing::IsEmpty;

using Variables = std::map<std::string, std::string, std::less<>>;

ExpansionScope::Lookup in(const Variables& variables) {
    return [&variables](std::string_view name) -> std::optional<std::string_view> {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
    };
}

Variables read(std::string_view text, const ExpansionScope& scope, DotenvOptions options = {}) {
    Variables variables;
    const auto reading = read_dotenv(text, "f", scope, options);
    for (const auto& assignment : reading.assignments.value()) variables[assignment.key] = assignment.value;
    return variables;
}

TEST(Dotenv, ExpandsToWhatWinsOverTheFile) {
    const Variables above{{"HOST", "above"}};
    EXPECT_EQ(read("HOST=own\nURL=$HOST", {in(above), {}})["URL"], "above");
}

TEST(Dotenv, ExpandsToItsOwnValueBeforeWhatItHides) {
    const Variables below{{"HOST", "below"}};
    EXPECT_EQ(read("HOST=own\nURL=$HOST", {{}, in(below)})["URL"], "own");
    EXPECT_EQ(read("URL=$HOST", {{}, in(below)})["URL"], "below");
}

TEST(Dotenv, NeedsNoScope) {
    EXPECT_EQ(read("A=${B:-c}", {})["A"], "c");
}

TEST(Dotenv, NamesTheFileInEveryDiagnostic) {
    const auto reading = read_dotenv("A\nB: c\nC=$X\nC=2\n\"", "some/.env", {});
    EXPECT_EQ(reading.diagnostics.size(), 5U);
    EXPECT_THAT(reading.diagnostics, Each(Field(&Diagnostic::file, "some/.env")));
}

TEST(Dotenv, KeepsValuesAsBytes) {
    EXPECT_EQ(read("A=\xF1\xE1", {})["A"], "\xF1\xE1");
}

TEST(DotenvWithoutExpansion, TakesDollarsAsText) {
    const auto reading = read_dotenv("A=$HOME${X:?m}${", "f", {}, {false});
    EXPECT_THAT(reading.diagnostics, IsEmpty());
    EXPECT_EQ(reading.assignments->front().value, "$HOME${X:?m}${");
}

TEST(DotenvWithoutExpansion, DecodesEscapesInDoubleQuotesOnly) {
    const DotenvOptions plain{false};
    EXPECT_EQ(read(R"(A="\n\$x")", {}, plain)["A"], "\n$x");
    EXPECT_EQ(read(R"(A=\$x)", {}, plain)["A"], R"(\$x)");
}

} // namespace
} // namespace ganger::core
