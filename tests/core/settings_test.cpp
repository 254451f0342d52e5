#include "settings_tables.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ganger::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Settings, AreReadForTheAppAndForEachType) {
    const auto reading = read({
        entry("app", 1, SettingsTable{entry("name", 2, "shop"), entry("port", 3, std::int64_t{7000})}),
        entry("types", 4,
              SettingsTable{
                  entry("web", 4,
                        SettingsTable{entry("count", 5, std::int64_t{2}), entry("essential", 6, false),
                                      entry("stop_signal", 7, "SIGINT"), entry("stop_timeout", 8, "2m"),
                                      entry("stop_scope", 9, "group")})}),
    });
    EXPECT_THAT(texts(reading), IsEmpty());
    EXPECT_EQ(reading.settings.app.name, "shop");
    EXPECT_EQ(reading.settings.app.port, 7000);
    EXPECT_EQ(reading.settings.of("web").count, 2U);
    const auto policy = policy_of(reading.settings, "web", Profile::dev, {});
    EXPECT_FALSE(policy.essential);
    EXPECT_EQ(policy.stop_signal, SIGINT);
    EXPECT_EQ(policy.stop_timeout, Duration{2min});
    EXPECT_EQ(policy.stop_scope, SignalScope::group);
}

TEST(Settings, AContainerStopsWithinTheTimeOfTheApp) {
    auto table = type_table({entry("stop_timeout", 8, "2m")});
    const auto within = [&](Profile profile, std::optional<Duration> typed) {
        return policy_of(read(table, profile).settings, "web", profile, typed).stop_timeout;
    };
    EXPECT_EQ(within(Profile::container, {}), Duration{25s});
    EXPECT_EQ(within(Profile::container, Duration{90s}), Duration{90s});
    EXPECT_EQ(within(Profile::host, {}), Duration{2min});
    EXPECT_EQ(
        cut_stop_timeouts(read(table).settings, Profile::container).at(0).text(),
        "ganger.toml:8:20: warning: in a container the whole shutdown has 25 s, and so has web; stop_timeout "
        "of [app] or -t gives it more [cut-timeout]");
    EXPECT_THAT(cut_stop_timeouts(read(table).settings, Profile::host), IsEmpty());
    table.push_back(entry("app", 9, SettingsTable{entry("stop_timeout", 9, "80s")}));
    EXPECT_EQ(within(Profile::container, {}), Duration{80s});
}

TEST(Settings, UnknownKeysGetASuggestionAndAllAreToldAtOnce) {
    const auto reading =
        read({entry("ap", 1, SettingsTable{}),
              entry("types", 2,
                    SettingsTable{entry("web", 2,
                                        SettingsTable{entry("cuont", 3, std::int64_t{1}),
                                                      entry("name", 4, "x"), entry("rolling", 5, "x")})})});
    EXPECT_THAT(
        texts(reading),
        ElementsAre("ganger.toml:1:1: error: unknown key 'ap'; did you mean 'app'? [unknown-key]",
                    "ganger.toml:3:1: error: unknown key 'cuont' in [types.web]; did you mean "
                    "'count'? [unknown-key]",
                    "ganger.toml:4:1: error: unknown key 'name' in [types.web]; it belongs into [app] "
                    "[unknown-key]",
                    "ganger.toml:5:1: error: unknown key 'rolling' in [types.web]; this version does "
                    "not have it [unknown-key]"));
}

TEST(Settings, ValuesOfTheWrongTypeAreErrorsAtTheValue) {
    EXPECT_THAT(
        texts(
            read(type_table({entry("count", 3, "2"), entry("env", 4, SettingsTable{entry("A", 4, true)})}))),
        ElementsAre("ganger.toml:3:20: error: 'count' takes a whole number; this is text [wrong-type]",
                    "ganger.toml:4:20: error: 'A' takes text: put it in quotes; this is true or false "
                    "[wrong-type]"));
}

TEST(Settings, NumbersOutOfRangeAndUnknownWordsAreErrors) {
    EXPECT_THAT(
        texts(read(type_table({entry("max", 3, std::int64_t{0}), entry("stop_scope", 4, "mian")}))),
        ElementsAre("ganger.toml:3:20: error: 'max': 0 is not from 1 to 10000 [bad-value]",
                    "ganger.toml:4:20: error: 'stop_scope': 'mian' is unknown; did you mean \"main\"? "
                    "[bad-value]"));
}

TEST(Settings, ATypeThatTheProcfileLacksIsAnError) {
    const SettingsTable table{entry("types", 1, SettingsTable{entry("wroker", 2, SettingsTable{})})};
    EXPECT_THAT(texts(read(table)), ElementsAre("ganger.toml:2:1: error: no process type 'wroker' in the "
                                                "Procfile; did you mean 'worker'? [unknown-type]"));
    EXPECT_THAT(texts(read_settings({"ganger.toml", table}, Profile::dev, {})), IsEmpty());
}

TEST(Settings, TheOverlayOfTheProfileLiesOverTheRest) {
    const SettingsTable table{
        entry("dev", 1,
              SettingsTable{
                  entry("types", 1,
                        SettingsTable{entry("web", 1, SettingsTable{entry("count", 1, std::int64_t{1})})})}),
        entry("types", 2,
              SettingsTable{entry(
                  "web", 2, SettingsTable{entry("count", 2, std::int64_t{4}), entry("start", 3, false)})})};
    EXPECT_EQ(read(table, Profile::dev).settings.of("web").count, 1U);
    EXPECT_FALSE(read(table, Profile::dev).settings.of("web").start);
    EXPECT_EQ(read(table, Profile::host).settings.of("web").count, 4U);
}

TEST(Settings, OverlaysOfOtherProfilesAreChecked) {
    EXPECT_THAT(
        texts(read({entry("host", 1, SettingsTable{entry("app", 1, SettingsTable{entry("nmae", 2, "x")})})})),
        ElementsAre("ganger.toml:2:1: error: unknown key 'nmae' in [host.app]; did you mean 'name'? "
                    "[unknown-key]"));
}

TEST(Settings, AnOptionBeatsTheTypeWhichBeatsTheAppWhichBeatsTheProfile) {
    Settings settings;
    EXPECT_EQ(policy_of(settings, "web", Profile::dev, {}).stop_timeout, Duration{5s});
    EXPECT_EQ(policy_of(settings, "web", Profile::host, {}).stop_timeout, Duration{30s});
    EXPECT_EQ(policy_of(settings, "web", Profile::container, {}).stop_timeout, Duration{25s});
    settings.app.stop_timeout = 7s;
    EXPECT_EQ(policy_of(settings, "web", Profile::host, {}).stop_timeout, Duration{7s});
    settings.types["web"].stop_timeout = 8s;
    EXPECT_EQ(policy_of(settings, "web", Profile::host, {}).stop_timeout, Duration{8s});
    EXPECT_EQ(policy_of(settings, "web", Profile::host, 9s).stop_timeout, Duration{9s});
}

TEST(Settings, SuccessExitCodesAlwaysHoldZero) {
    const auto reading =
        read(type_table({entry("success_exit_codes", 1, SettingsList{value(1, std::int64_t{143})})}));
    EXPECT_THAT(policy_of(reading.settings, "web", Profile::dev, {}).success_exit_codes, ElementsAre(0, 143));
}

TEST(Settings, APortIsANumberOrFalse) {
    EXPECT_FALSE(read(type_table({entry("port", 1, false)})).settings.of("web").has_port);
    EXPECT_EQ(read(type_table({entry("port", 1, std::int64_t{3000})})).settings.of("web").port, 3000);
    EXPECT_THAT(read(type_table({entry("port", 1, true)})).diagnostics, ::testing::SizeIs(1));
    EXPECT_THAT(read(type_table({entry("port", 1, "3000")})).diagnostics, ::testing::SizeIs(1));
}

SettingsTable restart_table() {
    return type_table(
        {entry("restart", 2, "on-failure"),
         entry("backoff", 3, SettingsTable{entry("initial", 3, "1s"), entry("factor", 3, std::int64_t{3})}),
         entry("max_restarts", 4, SettingsTable{entry("count", 4, std::int64_t{2})})});
}

Policy restarts_of(const Settings& settings, const RestartPlace& place) {
    Policy policy;
    set_restarts(policy, settings, "web", place);
    return policy;
}

TEST(Restarts, FillUpWithTheDefaults) {
    const auto reading = read(restart_table());
    EXPECT_THAT(texts(reading), IsEmpty());
    const auto policy = restarts_of(reading.settings, {});
    EXPECT_EQ(policy.restart, Restart::on_failure);
    EXPECT_EQ(policy.backoff.initial, 1s);
    EXPECT_EQ(policy.backoff.factor, 3.0);
    EXPECT_EQ(policy.backoff.max, 30s);
    EXPECT_EQ(policy.backoff.reset_after, 30s);
    EXPECT_EQ(policy.max_restarts.count, 2U);
    EXPECT_EQ(policy.max_restarts.within, 60s);
}

TEST(Restarts, OfAnOverlayLieOverTheRestKeyByKey) {
    auto table = restart_table();
    table.push_back(entry(
        "host", 6,
        SettingsTable{entry(
            "types", 6,
            SettingsTable{entry(
                "web", 6, SettingsTable{entry("backoff", 7, SettingsTable{entry("max", 7, "5s")})})})}));
    const auto policy = restarts_of(read(table, Profile::host).settings, {Profile::host, 1, {}});
    EXPECT_EQ(policy.backoff.initial, 1s);
    EXPECT_EQ(policy.backoff.max, 5s);
}

TEST(Restarts, ALongBeginningIsNotCutByADefault) {
    const auto reading = read(type_table({entry("backoff", 2, SettingsTable{entry("initial", 2, "2m")})}));
    EXPECT_EQ(restarts_of(reading.settings, {}).backoff.max, 2min);
}

TEST(Restarts, HaveTheDefaultsOfThePlace) {
    const Settings settings;
    EXPECT_EQ(restarts_of(settings, {Profile::dev, 3, {}}).restart, Restart::never);
    EXPECT_EQ(restarts_of(settings, {Profile::host, 1, {}}).restart, Restart::always);
    EXPECT_EQ(restarts_of(settings, {Profile::host, 1, {}}).max_restarts.count, 0U);
    EXPECT_EQ(restarts_of(settings, {Profile::container, 1, {}}).restart, Restart::never);
    EXPECT_EQ(restarts_of(settings, {Profile::container, 2, {}}).restart, Restart::always);
    EXPECT_EQ(restarts_of(settings, {Profile::container, 2, {}}).max_restarts.count, 5U);
    EXPECT_EQ(restarts_of(settings, {Profile::container, 2, {}}).max_restarts.within, 60s);
}

TEST(Restarts, WhatIsToEndTheAppIsNotStartedAgainUnlessTheFileSaysSo) {
    Settings settings;
    EXPECT_EQ(restarts_of(settings, {Profile::host, 2, {ExitWhen::any, {}}}).restart, Restart::never);
    EXPECT_EQ(restarts_of(settings, {Profile::host, 2, {ExitWhen::failure, "web"}}).restart, Restart::never);
    EXPECT_EQ(restarts_of(settings, {Profile::host, 2, {ExitWhen::failure, "test"}}).restart,
              Restart::always);
    settings.types["web"].restart = Restart::on_failure;
    EXPECT_EQ(restarts_of(settings, {Profile::host, 2, {ExitWhen::any, {}}}).restart, Restart::on_failure);
}

TEST(Restarts, WhatIsWrongIsToldWithItsPlace) {
    EXPECT_THAT(
        texts(read(type_table(
            {entry("restart", 2, "onfailure"),
             entry("backoff", 3,
                   SettingsTable{entry("inital", 3, "1s"), entry("factor", 4, 0.5), entry("max", 5, true)}),
             entry("max_restarts", 6, std::int64_t{5}),
             entry("max_restarts", 7,
                   SettingsTable{entry("count", 7, std::int64_t{-1}), entry("within", 8, std::int64_t{0}),
                                 entry("x", 9, "y")})}))),
        ElementsAre("ganger.toml:2:20: error: 'restart': 'onfailure' is unknown; did you mean "
                    "\"on-failure\"? [bad-value]",
                    "ganger.toml:3:1: error: unknown key 'inital' in backoff; did you mean 'initial'? "
                    "[unknown-key]",
                    "ganger.toml:4:20: error: 'factor': 0.5 is not from 1 to 100 [bad-value]",
                    "ganger.toml:5:20: error: 'max' takes a time: \"30s\", or seconds; this is true or "
                    "false [wrong-type]",
                    "ganger.toml:6:20: error: 'max_restarts' takes a table: { count = 5, within = \"60s\" "
                    "}; this is a whole number [wrong-type]",
                    "ganger.toml:7:20: error: 'count': -1 is not from 0 to 1000 [bad-value]",
                    "ganger.toml:8:20: error: 'within': it has to be more than 0 [bad-value]",
                    "ganger.toml:9:1: error: unknown key 'x' in max_restarts; known are count, within "
                    "[unknown-key]"));
}

TEST(Settings, OfTheLogFileAreReadAndChecked) {
    const auto reading =
        read({entry("log", 1,
                    SettingsTable{entry("file", 2, "log/app.log"), entry("max_size", 3, "1MiB"),
                                  entry("max_age", 4, "24h"), entry("keep", 5, std::int64_t{9}),
                                  entry("format", 6, "json")})});
    EXPECT_THAT(texts(reading), IsEmpty());
    EXPECT_EQ(reading.settings.log.file, "log/app.log");
    EXPECT_EQ(reading.settings.log.format, LogFormat::json);
    const auto limits = rotation_limits(reading.settings.log);
    EXPECT_EQ(limits.max_size, std::uint64_t{1} << 20);
    EXPECT_EQ(limits.max_age, Duration{24h});
    EXPECT_EQ(limits.keep, 9U);
    EXPECT_EQ(rotation_limits({}).max_size, std::uint64_t{10} << 20);
    EXPECT_THAT(
        texts(read({entry("log", 1,
                          SettingsTable{entry("max_size", 2, "1MB"), entry("max_size", 3, true),
                                        entry("format", 4, "pretty"), entry("max_sise", 5, "1")}),
                    entry("app", 6, SettingsTable{entry("keep", 7, std::int64_t{1})})})),
        ElementsAre(
            "ganger.toml:2:20: error: 'max_size': '1MB' is no size; write bytes, or a number with KiB, "
            "MiB or GiB: 10MiB; at most 1024GiB [bad-value]",
            "ganger.toml:3:20: error: 'max_size' takes a size: \"10MiB\", or bytes; this is true or "
            "false [wrong-type]",
            "ganger.toml:4:20: error: 'format': 'pretty' is none of \"plain\", \"json\" [bad-value]",
            "ganger.toml:5:1: error: unknown key 'max_sise' in [log]; did you mean 'max_size'? "
            "[unknown-key]",
            "ganger.toml:7:1: error: unknown key 'keep' in [app]; it belongs into [log] [unknown-key]"));
}

} // namespace
} // namespace ganger::core
