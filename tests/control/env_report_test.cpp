#include <ganger/control/env_report.hpp>

#include <gtest/gtest.h>

namespace ganger::control {
namespace {

using core::OriginKind;

TEST(EnvReport, ShowsWhereEachValueComesFromAndWhatItHides) {
    EnvReport report;
    report.app = "shop";
    report.instance = core::InstanceName{"web", 2};
    report.environment = {{"A", {"x", OriginKind::set_option, {}, 0, {{OriginKind::found_file, ".env", 3}}}}};
    EXPECT_EQ(
        to_json(report),
        R"({"app":"shop","type":"web","instance":2,"name":"web.2","env":{"A":{"value":"x","hidden":false,)"
        R"("from":{"kind":"set","text":"--set"},)"
        R"("hides":[{"kind":"file","text":".env:3","file":".env","line":3}]}}})");
}

TEST(EnvReport, HasNoInstanceForWhatAllHave) {
    EXPECT_EQ(to_json(EnvReport{"shop", {}, {}}),
              R"({"app":"shop","type":null,"instance":null,"name":null,"env":{}})");
}

TEST(EnvReport, HidesSecretsUnlessAskedFor) {
    EnvReport report{"shop", {}, {{"TOKEN", {"hunter2", OriginKind::secret, "/run/TOKEN", 0}}}};
    EXPECT_NE(to_json(report).find(R"({"value":"***","hidden":true,)"
                                   R"("from":{"kind":"secret","text":"/run/TOKEN","file":"/run/TOKEN"})"),
              std::string::npos);
    report.show_values = true;
    EXPECT_NE(to_json(report).find(R"({"value":"hunter2","hidden":false,)"), std::string::npos);
}

TEST(EnvReport, ReplacesBytesThatAreNoUtf8) {
    const EnvReport report{"shop", {}, {{"A\xFF", {"\xFF", OriginKind::inherited, {}, 0}}}};
    EXPECT_NE(to_json(report).find("\"A\xEF\xBF\xBD\":{\"value\":\"\xEF\xBF\xBD\""), std::string::npos);
}

} // namespace
} // namespace ganger::control
