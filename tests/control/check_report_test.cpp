#include <ganger/control/check_report.hpp>

#include <gtest/gtest.h>

namespace ganger::control {
namespace {

TEST(CheckReport, ShowsWhatWasReadAndWhatIsWrong) {
    CheckReport report;
    report.procfile = core::Procfile{{"web", "bin/web \"$PORT\"", 2}};
    report.environment = std::vector<core::FileAssignment>{{"A", "secret", ".env", 3}};
    report.diagnostics = {
        {"Procfile", 2, 5, core::Severity::warning, core::Code::no_space_after_colon, "message"}};
    EXPECT_EQ(to_json(report),
              R"({"procfile":[{"name":"web","command":"bin/web \"$PORT\"","line":2}],)"
              R"("env":{"A":{"file":".env","line":3}},)"
              R"("diagnostics":[{"file":"Procfile","line":2,"column":5,"severity":"warning",)"
              R"("code":"no-space-after-colon","message":"message"}]})");
}

TEST(CheckReport, ShowsHowEachCommandStartsWhereThatIsKnown) {
    CheckReport report;
    report.procfile = core::Procfile{{"web", "a", 1}, {"worker", "a && b", 2}};
    report.starts = {{core::CommandForm::direct, {"a"}, {}, {}},
                     {core::CommandForm::shell, {"/bin/sh", "-c", "a && b"}, {}, "&&"}};
    EXPECT_EQ(to_json(report), R"({"procfile":[{"name":"web","command":"a","line":1,"start":"direct"},)"
                               R"({"name":"worker","command":"a && b","line":2,"start":"shell","why":"&&"}],)"
                               R"("env":null,"diagnostics":[]})");
}

TEST(CheckReport, ShowsValuesOnlyWhenAsked) {
    CheckReport report;
    report.environment = std::vector<core::FileAssignment>{{"A", "secret", ".env", 1}};
    EXPECT_EQ(to_json(report).find("secret"), std::string::npos);
    report.show_values = true;
    EXPECT_EQ(to_json(report),
              R"({"procfile":null,"env":{"A":{"file":".env","line":1,"value":"secret"}},"diagnostics":[]})");
}

TEST(CheckReport, TellsWhatIsEmptyFromWhatCouldNotBeRead) {
    CheckReport report;
    EXPECT_EQ(to_json(report), R"({"procfile":null,"env":null,"diagnostics":[]})");
    report.procfile.emplace();
    report.environment.emplace();
    EXPECT_EQ(to_json(report), R"({"procfile":[],"env":{},"diagnostics":[]})");
}

TEST(CheckReport, ShowsTheLastOfSeveralAssignments) {
    CheckReport report;
    report.environment = std::vector<core::FileAssignment>{{"A", "", "a.env", 1}, {"A", "", "b.env", 2}};
    EXPECT_EQ(to_json(report), R"({"procfile":null,"env":{"A":{"file":"b.env","line":2}},"diagnostics":[]})");
}

TEST(CheckReport, ReplacesBytesThatAreNoUtf8) {
    CheckReport report;
    report.procfile = core::Procfile{{"web", "\xF1\x01", 1}};
    report.environment = std::vector<core::FileAssignment>{{"A", "\xC0", "\xFF.env", 1}};
    report.show_values = true;
    EXPECT_EQ(to_json(report),
              "{\"procfile\":[{\"name\":\"web\",\"command\":\"\xEF\xBF\xBD\\u0001\",\"line\":1}],"
              "\"env\":{\"A\":{\"file\":\"\xEF\xBF\xBD.env\",\"line\":1,\"value\":\"\xEF\xBF\xBD\"}},"
              "\"diagnostics\":[]}");
}

} // namespace
} // namespace ganger::control
