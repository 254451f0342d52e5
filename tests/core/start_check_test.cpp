#include <ganger/core/formation.hpp>
#include <ganger/core/plan.hpp>
#include <ganger/core/start_check.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ganger;
using namespace ganger::core;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

struct App {
    Procfile procfile{{"web", "serve", 1}, {"clock", "tick", 2}, {"worker", "work", 3}};
    std::string procfile_name = "Procfile";
    Settings settings{};
    Environment environment{};
    Profile profile = Profile::dev;

    void set_count(const std::string& type, unsigned count) {
        settings.types[type].count = count;
        settings.places["types." + type + ".count"] = {"ganger.toml", 7, 9};
    }
    std::vector<std::string> problems() const {
        std::vector<std::string> texts;
        for (const Diagnostic& each : check_start({procfile, procfile_name, settings, environment, profile}))
            texts.push_back(each.text());
        return texts;
    }
};

} // namespace

TEST(StartCheck, FindsNothingInWhatCanStart) {
    EXPECT_THAT(App{}.problems(), IsEmpty());
}

TEST(StartCheck, TellsEveryCountThatWouldBeRefused) {
    App app;
    app.set_count("clock", 2);
    app.set_count("worker", 3);
    app.settings.types["worker"].max = 2;
    EXPECT_THAT(
        app.problems(),
        ElementsAre(
            "ganger.toml:7:9: error: cannot run 2 of 'clock': its name is 'clock' (run one; two would "
            "each fire the schedule (max = 2 in ganger.toml permits it)) [refused-count]",
            "ganger.toml:7:9: error: cannot run 3 of 'worker': its max is 2 (run fewer, or raise "
            "max in [types.worker] of the settings) [refused-count]"));
}

TEST(StartCheck, TellsPortsThatMeetOrPassTheLastWhereTheirCauseStands) {
    App app;
    app.set_count("web", 101);
    EXPECT_THAT(app.problems(), ElementsAre(testing::StartsWith("ganger.toml:7:9: error: cannot number")));
    app = {};
    app.environment["PORT"] = {"65400", OriginKind::found_file, ".env", 3};
    EXPECT_THAT(app.problems(), ElementsAre(testing::AllOf(testing::StartsWith(".env:3:1: error:"),
                                                           testing::HasSubstr("65535"))));
    app.environment["PORT"] = {"65400", OriginKind::inherited, {}, 0};
    EXPECT_THAT(app.problems(), ElementsAre(testing::StartsWith("error: cannot number the ports")));
}

TEST(StartCheck, TellsAPortThatIsNone) {
    App app;
    app.environment["PORT"] = {"x", OriginKind::secret, "/run/PORT", 0};
    EXPECT_THAT(app.problems(),
                ElementsAre("/run/PORT: error: cannot use 'x' as base port (PORT from /run/PORT) "
                            "(a port is a number from 1 to 65535) [bad-port]"));
}

TEST(StartCheck, TellsWhoseCodeIsAskedForAndDoesNotStart) {
    App app;
    app.settings.app.exit_code_from = "wrker";
    app.settings.places["app.exit_code_from"] = {"ganger.toml", 2, 18};
    EXPECT_THAT(
        app.problems(),
        ElementsAre("ganger.toml:2:18: error: the exit code is to be that of 'wrker', which is not started "
                    "(did you mean 'worker'?) [exit-code-from]"));
}

TEST(StartCheck, OnlyWarnsWhereNothingStartsUnnamed) {
    App app;
    app.procfile = {{"release", "migrate", 1}};
    EXPECT_THAT(app.problems(),
                ElementsAre("Procfile: warning: nothing to start: 'release' is started only when it is "
                            "named (ganger start release) [no-start]"));
}

TEST(StartCheck, NumbersThePortsAsTheProfileDoes) {
    App app;
    app.procfile = {{"worker", "work", 1}, {"api", "serve", 2}};
    app.settings.types["worker"].start = false;
    app.environment["PORT"] = {"65535", OriginKind::inherited, {}, 0};
    EXPECT_EQ(app.problems().size(), 1U);
    app.profile = Profile::container;
    EXPECT_THAT(app.problems(), IsEmpty());
}
