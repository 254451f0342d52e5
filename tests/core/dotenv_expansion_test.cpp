// Whatever a file holds, reading it takes time and space in proportion to its size.
#include "../support/one_of.hpp"

#include <ganger/core/dotenv.hpp>
#include <ganger/core/procfile.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace ganger::core {
namespace {

using testing::Each;
using testing::Field;
using testing::IsEmpty;
using testing::Le;
using testing::Not;

std::string repeated(std::string_view text, std::size_t bytes) {
    std::string out;
    while (out.size() + text.size() <= bytes) out += text;
    return out;
}

std::size_t inserted(const DotenvReading& reading) {
    std::size_t size = 0;
    for (const auto& assignment : *reading.assignments) size += assignment.value.size();
    return size;
}

TEST(DotenvExpansion, StopsDoublingValuesAtABound) {
    std::string text = "A0=0123456789\n";
    for (int i = 1; i < 60; ++i) text += fmt::format("A{}=$A{}${{A{}}}\n", i, i - 1, i - 1);
    const auto reading = read_dotenv(text, "f", {});
    EXPECT_THAT(inserted(reading), Le(max_file_bytes + text.size()));
    EXPECT_THAT(reading.diagnostics, Not(IsEmpty()));
    EXPECT_THAT(reading.diagnostics, Each(Field(&Diagnostic::code, Code::bad_substitution)));
}

TEST(DotenvExpansion, CountsWhatIsInsertedFromTheEnvironment) {
    const std::string large(max_file_bytes / 2 + 1, 'x');
    const ExpansionScope scope{{}, [&](std::string_view) { return std::optional<std::string_view>{large}; }};
    const auto reading = read_dotenv("A=$X\nB=$X\n", "f", scope);
    EXPECT_EQ(reading.assignments->at(0).value, large);
    EXPECT_EQ(reading.assignments->at(1).value, "$X");
}

// Each of these took quadratic time, or a stack as deep as the file, in a careless reader.
TEST(DotenvExpansion, TakesLinearTimeOnHostileFiles) {
    const auto size = max_file_bytes / test::one_of - 16;
    const auto deep = size / 5;
    const std::vector<std::string> files{
        "A=" + repeated("${", size),
        "A=\"" + repeated("${A:-", size) + "\"",
        "A=" + repeated("${A:-", deep) + "x" + repeated("}", deep / 5),
        "A=" + repeated("${A${", size),
        "A=" + repeated("$", size),
        "A=" + repeated("$a", size),
        "A=" + repeated("\\", size),
        "A=\"" + repeated("\\\"", size),
        "A=" + repeated("#", size),
        "A=" + repeated(" ", size) + "x",
        "A=x" + repeated(" ", size) + "x",
        "A='" + repeated("\n", size),
        repeated("A=$A\n", size),
        repeated("A=\"\n\"\n", size),
        repeated("A=\"\n\"x\n", size),
        repeated("A=\"${\"\n", size),
        repeated("x\n", size),
        "A=1" + repeated("\r", size) + "\n",
        "x: a \\\n" + repeated("b \\\n", size),
        repeated("web:\\\n", size),
        repeated("a: b \\\n", size),
        repeated("\\\n", size),
        repeated(":", size),
        repeated("a", size),
    };
    for (const auto& file : files) {
        const auto start = std::chrono::steady_clock::now();
        read_dotenv(file, "f", {});
        read_procfile(file, "f");
        // Quadratic time would be minutes; the bound is wide for slow machines and sanitizers.
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{10}) << file.substr(0, 40);
    }
}

} // namespace
} // namespace ganger::core
