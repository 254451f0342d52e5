#include <ganger/control/error_report.hpp>

#include <gtest/gtest.h>

#include <chrono>

namespace ganger::control {
namespace {

const core::Diagnostic warning{"Procfile",    2, 5, core::Severity::warning, core::Code::no_space_after_colon,
                               "a \"b\" \xFF"};

TEST(ErrorReport, HasCodeMessageAndHint) {
    EXPECT_EQ(to_json(ErrorReport{"bad-port", {{"no \"port\"", ""}}, {}}),
              R"({"error":{"code":"bad-port","message":"no \"port\"","hint":""}})");
}

TEST(ErrorReport, NamesFurtherErrorsBehindTheFirst) {
    EXPECT_EQ(to_json(ErrorReport{"port-in-use", {{"one", "1"}, {"two", "2"}, {"three", ""}}, {}}),
              R"({"error":{"code":"port-in-use","message":"one","hint":"1",)"
              R"("more":[{"message":"two","hint":"2"},{"message":"three","hint":""}]}})");
}

TEST(ErrorReport, HasDiagnosticsAsCheckHasThem) {
    EXPECT_EQ(to_json(ErrorReport{"invalid-files", {{"m", "h"}}, {warning}}),
              R"({"error":{"code":"invalid-files","message":"m","hint":"h"},)"
              R"("diagnostics":[{"file":"Procfile","line":2,"column":5,"severity":"warning",)"
              R"("code":"no-space-after-colon","message":"a \"b\" )"
              "\xEF\xBF\xBD\"}]}");
}

TEST(ErrorReport, MakesALineOfTheStreamOfAWarning) {
    const core::Wall time(std::chrono::milliseconds(1800000000123));
    EXPECT_EQ(to_record(warning, time),
              R"({"ts":"2027-01-15T08:00:00.123Z","level":"warning",)"
              R"("msg":"Procfile:2:5: warning: a \"b\" )"
              "\xEF\xBF\xBD"
              R"( [no-space-after-colon]","ganger":{"type":"ganger","event":"diagnostic",)"
              R"("diagnostic":{"file":"Procfile","line":2,"column":5,"severity":"warning",)"
              R"("code":"no-space-after-colon","message":"a \"b\" )"
              "\xEF\xBF\xBD\"}}}");
}

} // namespace
} // namespace ganger::control
