#include <ganger/control/env_report.hpp>

#include <gtest/gtest.h>

namespace ganger::control {
namespace {

using namespace std::chrono_literals;
using core::OriginKind;
using core::Secrets;

EnvReport report_of(core::Environment environment, Secrets secrets = Secrets::hidden) {
    return {"shop", core::InstanceName{"web", 2}, core::as_shown(std::move(environment), secrets)};
}

EnvReport running() {
    auto report =
        report_of({{"A", {"x", OriginKind::set_option, {}, 0, {{OriginKind::found_file, ".env", 3}}}},
                   {"HOME", {"/root", OriginKind::inherited, {}, 0}},
                   {"LIMIT", {"5", OriginKind::settings, "ganger.toml", 7, {{OriginKind::inherited, {}, 0}}}},
                   {"PORT", {"5001", OriginKind::ganger, {}, 0}},
                   {"TOKEN", {"hunter2", OriginKind::secret, "/run/TOKEN", 0}}});
    report.running = RunningApp{"/srv/shop", "/srv/shop/Procfile", 4711, core::Wall(1763730187123ms)};
    return report;
}

TEST(EnvReport, ShowsWhereEachValueComesFromAndWhatItHides) {
    EXPECT_EQ(to_json(report_of(
                  {{"A", {"x", OriginKind::set_option, {}, 0, {{OriginKind::found_file, ".env", 3}}}}})),
              R"({"app":"shop","type":"web","instance":2,"name":"web.2","running":null,)"
              R"("env":{"A":{"value":"x","hidden":false,"from":{"kind":"set","text":"--set"},)"
              R"("hides":[{"kind":"file","text":".env:3","file":".env","line":3}]}}})");
}

TEST(EnvReport, HasNoInstanceForWhatAllHave) {
    EXPECT_EQ(to_json(EnvReport{"shop", {}, {}}),
              R"({"app":"shop","type":null,"instance":null,"name":null,"running":null,"env":{}})");
}

TEST(EnvReport, HidesSecretsUnlessAskedFor) {
    const core::Environment environment{{"TOKEN", {"hunter2", OriginKind::secret, "/run/TOKEN", 0}}};
    EXPECT_NE(to_json(report_of(environment))
                  .find(R"({"value":"***","hidden":true,)"
                        R"("from":{"kind":"secret","text":"/run/TOKEN","file":"/run/TOKEN"})"),
              std::string::npos);
    EXPECT_NE(to_json(report_of(environment, Secrets::shown)).find(R"({"value":"hunter2","hidden":false,)"),
              std::string::npos);
}

TEST(EnvReport, ReplacesBytesThatAreNoUtf8) {
    const auto document = to_json(report_of({{"A\xFF", {"\xFF", OriginKind::inherited, {}, 0}}}));
    EXPECT_NE(document.find("\"A\xEF\xBF\xBD\":{\"value\":\"\xEF\xBF\xBD\""), std::string::npos);
}

TEST(EnvReport, IsTheSameDocumentBothWays) {
    const auto document = to_json(running());
    EXPECT_NE(document.find(R"("running":{"root":"/srv/shop","procfile":"/srv/shop/Procfile","pid":4711,)"
                            R"("since":"2025-11-21T13:03:07.123Z"})"),
              std::string::npos);
    const auto read = read_env_report(document);
    ASSERT_TRUE(read);
    EXPECT_EQ(to_json(*read), document);
    EXPECT_EQ(read->environment.hidden, (std::set<std::string, std::less<>>{"TOKEN"}));
    EXPECT_EQ(document.find("hunter2"), std::string::npos);
}

TEST(EnvReport, IsReadFromNoOtherDocument) {
    for (const auto* text : {"", "[]", "{", "{}", R"({"env":[]})"})
        EXPECT_FALSE(read_env_report(text)) << text;
}

TEST(EnvReport, TakesWhatOtherVersionsAddOrLack) {
    const auto read = read_env_report(
        R"({"new":1,"running":{},"env":{"A":{"value":"x","from":{"kind":"vault","text":"vault:7"}},"B":7}})");
    ASSERT_TRUE(read);
    ASSERT_EQ(read->environment.variables.size(), 1U);
    EXPECT_EQ(core::explanation(read->environment.variables.at("A")), "vault:7");
}

TEST(EnvReport, AsTextSaysInACommentThatItIsOfARunningApp) {
    const core::Time now{{}, core::Wall(1763730187123ms + 150s), 3600s};
    EXPECT_EQ(to_text(running(), core::EnvironmentForm::explain, now),
              "# what the running app gives: 'shop' in '/srv/shop' (pid 4711, since 14:03:07)\n"
              "A=x                                     # --set, hides .env:3\n"
              "LIMIT=5                                 # ganger.toml:7, hides the environment\n"
              "PORT=5001                               # ganger\n"
              "TOKEN=***                               # /run/TOKEN\n"
              "# from the environment that ganger was started with, unchanged:\n"
              "#   HOME\n"
              "# hidden (--show-values shows them):\n"
              "#   TOKEN\n");
    EXPECT_EQ(to_text(report_of({}), core::EnvironmentForm::values, now), "");
}

TEST(EnvReport, KeepsThatCommentOnOneLineAndNamesAnUnusualProcfile) {
    auto report = running();
    report.environment = {};
    report.running->root = "/srv/a\nB=1";
    report.running->since.reset();
    report.running->procfile = "/srv/Procfile.dev";
    const auto text = to_text(report, core::EnvironmentForm::values, {});
    EXPECT_EQ(text.find('\n'), text.size() - 1) << text;
    EXPECT_NE(text.find(" -f '/srv/Procfile.dev' (pid 4711)\n"), std::string::npos) << text;
}

} // namespace
} // namespace ganger::control
