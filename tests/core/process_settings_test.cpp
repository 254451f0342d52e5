#include "settings_tables.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ganger::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr std::int64_t most = 8192;

TEST(ProcessSettings, AreReadForEachType) {
    const auto reading = read(type_table(
        {entry("dir", 2, "backend"), entry("umask", 3, "0027"), entry("nice", 4, std::int64_t{-5}),
         entry("oom_score_adj", 5, std::int64_t{100}),
         entry("limits", 6,
               SettingsTable{
                   entry("nofile", 6, most), entry("core", 6, "unlimited"),
                   entry("stack", 6,
                         SettingsTable{entry("soft", 6, std::int64_t{1}), entry("hard", 6, "unlimited")}),
                   entry("nproc", 6, SettingsTable{entry("soft", 6, std::int64_t{0})})})}));
    EXPECT_THAT(texts(reading), IsEmpty());
    const auto& process = reading.settings.of("web").process;
    EXPECT_EQ(process.folder, "backend");
    EXPECT_EQ(process.umask, 027U);
    EXPECT_EQ(process.nice, -5);
    EXPECT_EQ(process.oom_score_adj, 100);
    EXPECT_THAT(process.limits, ElementsAre(Pair(LimitKind::core, LimitSetting{unlimited, unlimited}),
                                            Pair(LimitKind::nofile, LimitSetting{8192, 8192}),
                                            Pair(LimitKind::nproc, LimitSetting{0, std::nullopt}),
                                            Pair(LimitKind::stack, LimitSetting{1, unlimited})));
}

TEST(ProcessSettings, AUserIsANameOrANumber) {
    const auto reading = read(type_table({entry("user", 2, "app"), entry("group", 3, std::int64_t{1000})}));
    EXPECT_THAT(texts(reading), IsEmpty());
    EXPECT_EQ(reading.settings.of("web").user, "app");
    EXPECT_EQ(reading.settings.of("web").group, "1000");
    EXPECT_THAT(
        texts(read(type_table({entry("user", 2, "app:www"), entry("user", 3, ""), entry("group", 4, true),
                               entry("group", 5, std::int64_t{-1})}))),
        ElementsAre("ganger.toml:2:20: error: 'user': the group has a key of its own: group = \"…\" "
                    "[bad-value]",
                    "ganger.toml:3:20: error: 'user': '' can't be a name [bad-value]",
                    "ganger.toml:4:20: error: 'group' takes a name or a number; this is true or false "
                    "[wrong-type]",
                    "ganger.toml:5:20: error: 'group': -1 is not from 0 to 4294967294 [bad-value]"));
}

TEST(ProcessSettings, OnlyWhatMeansNothingElseIsPassedOn) {
    const auto list = [](std::vector<std::string> names) {
        SettingsList signals;
        for (auto& name : names) signals.push_back(value(2, std::move(name)));
        return type_table({entry("forward", 2, std::move(signals))});
    };
    const auto fine = read(list({"USR1", "SIGRTMIN+3"}));
    EXPECT_THAT(texts(fine), IsEmpty());
    EXPECT_THAT(policy_of(fine.settings, "web", Profile::dev, {}).forward,
                ElementsAre(SIGUSR1, SIGRTMIN + 3));
    for (const char* const refused : {"TERM", "HUP", "USR2", "CHLD", "KILL", "WINCH", "CONT"})
        EXPECT_THAT(
            texts(read(list({refused}))),
            ElementsAre(std::string("ganger.toml:2:20: error: 'forward': SIG") + refused +
                        " means something to ganger or to the kernel; USR1 and RTMIN to RTMAX can be passed "
                        "on (ganger signal sends any) [bad-value]"));
    EXPECT_THAT(texts(read(list({"XYZ"}))),
                ElementsAre("ganger.toml:2:20: error: 'forward': 'XYZ' is no signal [bad-value]"));
}

TEST(ProcessSettings, LimitsOfAnOverlayLieOverTheRestOneByOne) {
    auto table = type_table(
        {entry("limits", 2, SettingsTable{entry("nofile", 2, most), entry("core", 2, std::int64_t{0})})});
    table.push_back(entry(
        "host", 3,
        SettingsTable{entry(
            "types", 3,
            type_table({entry("limits", 3, SettingsTable{entry("core", 3, most)})}).front().value.of)}));
    EXPECT_THAT(read(table, Profile::host).settings.of("web").process.limits,
                ElementsAre(Pair(LimitKind::core, LimitSetting{8192, 8192}),
                            Pair(LimitKind::nofile, LimitSetting{8192, 8192})));
}

TEST(ProcessSettings, WhatIsWrongIsToldWithItsPlace) {
    EXPECT_THAT(
        texts(read(type_table({
            entry("umask", 2, std::int64_t{27}),
            entry("umask", 3, "0028"),
            entry("umask", 4, "1000"),
            entry("umask", 5, ""),
            entry("dir", 6, ""),
            entry("nice", 7, std::int64_t{20}),
            entry("oom_score_adj", 8, std::int64_t{-1001}),
            entry("limits", 9, most),
            entry("limits", 10,
                  SettingsTable{
                      entry("nofiles", 10, most), entry("core", 11, "none"),
                      entry("cpu", 12, std::int64_t{-1}), entry("stack", 13, true),
                      entry("data", 14,
                            SettingsTable{entry("soft", 14, most), entry("hard", 14, std::int64_t{1})}),
                      entry("as", 15, SettingsTable{entry("sotf", 15, most)})}),
        }))),
        ElementsAre(
            "ganger.toml:2:20: error: 'umask' takes octal digits in quotes: \"0027\"; this is a whole number "
            "[wrong-type]",
            "ganger.toml:3:20: error: 'umask': '0028' is not from \"0000\" to \"0777\", octal [bad-value]",
            "ganger.toml:4:20: error: 'umask': '1000' is not from \"0000\" to \"0777\", octal [bad-value]",
            "ganger.toml:5:20: error: 'umask': '' is not from \"0000\" to \"0777\", octal [bad-value]",
            "ganger.toml:6:20: error: 'dir': a folder has a name; \".\" is the root [bad-value]",
            "ganger.toml:7:20: error: 'nice': 20 is not from -20 to 19 [bad-value]",
            "ganger.toml:8:20: error: 'oom_score_adj': -1001 is not from -1000 to 1000 [bad-value]",
            "ganger.toml:9:20: error: 'limits' takes a table: { nofile = 8192, core = 0 }; this is a whole "
            "number "
            "[wrong-type]",
            "ganger.toml:10:1: error: unknown key 'nofiles' in limits; did you mean 'nofile'? [unknown-key]",
            "ganger.toml:11:20: error: 'core': 'none' is no limit; it takes a whole number, \"unlimited\", "
            "or { "
            "soft = 1024, hard = 4096 } [bad-value]",
            "ganger.toml:12:20: error: 'cpu': -1 is not from 0 to 9223372036854775807 [bad-value]",
            "ganger.toml:13:20: error: 'stack' takes a whole number, \"unlimited\", or { soft = 1024, hard = "
            "4096 "
            "}; this is true or false [wrong-type]",
            "ganger.toml:14:20: error: 'data': soft is more than hard [bad-value]",
            "ganger.toml:15:1: error: unknown key 'sotf' in as; did you mean 'soft'? [unknown-key]"));
}

TEST(ProcessSettings, EachLimitHasItsOwnName) {
    for (const auto& name : limit_names()) EXPECT_EQ(limit_text(limit_named(name).value()), name);
    EXPECT_EQ(limit_text(LimitKind::as), "as");
    EXPECT_EQ(limit_text(LimitKind::nofile), "nofile");
    EXPECT_EQ(limit_text(LimitKind::stack), "stack");
    EXPECT_FALSE(limit_named("NOFILE"));
}

TEST(FolderIn, IsTidiedAsPWDHasToBe) {
    EXPECT_EQ(folder_in("/srv/shop", ""), "/srv/shop");
    EXPECT_EQ(folder_in("/srv/shop/", "backend/"), "/srv/shop/backend");
    EXPECT_EQ(folder_in("/srv/shop", "./a//b/../c/."), "/srv/shop/a/c");
    EXPECT_EQ(folder_in("/srv/shop", "../other"), "/srv/other");
    EXPECT_EQ(folder_in("/srv/shop", "../../../.."), "/");
    EXPECT_EQ(folder_in("/srv/shop", "/opt/app"), "/opt/app");
    EXPECT_EQ(folder_in("/", ""), "/");
}

} // namespace
} // namespace ganger::core
