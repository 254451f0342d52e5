// The rules are the golden cases in tests/golden/procfile; here is what they cannot show.
#include <ganger/core/procfile.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ganger::core {
namespace {

using testing::Each;
using testing::Field;

std::vector<Diagnostic> problems_of(std::string_view text) {
    return read_procfile(text, "f").diagnostics;
}

TEST(Procfile, NamesTheFileInEveryDiagnostic) {
    const auto reading = read_procfile("web:a\nx\n\xEF", "some/Procfile");
    EXPECT_EQ(reading.diagnostics.size(), 3U);
    EXPECT_THAT(reading.diagnostics, Each(Field(&Diagnostic::file, "some/Procfile")));
}

TEST(Procfile, KeepsCommandsAsBytes) {
    const auto reading = read_procfile("web: echo \xF1\xE1", "f");
    EXPECT_EQ(reading.procfile->front().command, "echo \xF1\xE1");
}

TEST(MakeStrict, MakesErrorsOfWhatDropsOrChangesEntries) {
    for (const auto* text :
         {"x\nweb: a", "web.1: a\nweb: a", "web: a\nweb: b", "worker:\nweb: a", "web: a \\\nworker: b"}) {
        auto diagnostics = problems_of(text);
        ASSERT_EQ(diagnostics.size(), 1U) << text;
        EXPECT_FALSE(has_errors(diagnostics)) << text;
        make_strict(diagnostics);
        EXPECT_TRUE(has_errors(diagnostics)) << text;
    }
}

TEST(MakeStrict, LeavesMattersOfStyleWarnings) {
    auto diagnostics = problems_of("\xEF\xBB\xBF web :a\n// x\nworker: b \\\n  c\nbeat: d \\\n");
    ASSERT_EQ(diagnostics.size(), 7U);
    make_strict(diagnostics);
    EXPECT_THAT(diagnostics, Each(Field(&Diagnostic::severity, Severity::warning)));
}

TEST(HasErrors, IsFalseWithoutDiagnostics) {
    EXPECT_FALSE(has_errors({}));
    EXPECT_TRUE(has_errors(problems_of("")));
}

} // namespace
} // namespace ganger::core
