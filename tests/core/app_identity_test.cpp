#include <ganger/core/app_identity.hpp>
#include <ganger/core/running_app.hpp>
#include <ganger/core/runtime_place.hpp>

#include <gtest/gtest.h>

#include <set>

namespace ganger::core {
namespace {

const AppIdentity shop{"/srv/shop", "/srv/shop/Procfile", "shop"};

TEST(AppIdentity, ItsDigitsNeverChangeBetweenVersions) {
    EXPECT_EQ(app_id(shop), "da639ea2d48c");
}

TEST(AppIdentity, IsAnotherForEachRootProcfileAndName) {
    const std::set<std::string> ids{app_id(shop), app_id({"/srv/shop2", shop.procfile, "shop"}),
                                    app_id({shop.root, "/srv/shop/Procfile.dev", "shop"}),
                                    app_id({shop.root, shop.procfile, "shop2"}),
                                    app_id({"/srv/shop/srv", "/shop/Procfile", "shop"})};
    EXPECT_EQ(ids.size(), 5U);
    for (const auto& id : ids) EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), id.npos);
}

TEST(AppIdentity, AnyTextWithoutSlashesAndControlCharactersIsAName) {
    for (const auto* name : {"shop", "my shop", "Läden", "2"}) EXPECT_TRUE(is_app_name(name)) << name;
    for (const auto* name : {"", "a/b", "a\nb", "\x1b[2J", "a\x7f"}) EXPECT_FALSE(is_app_name(name)) << name;
}

constexpr Wall noon{std::chrono::hours{24 * 365 + 12}}; // 1971-01-01
const Time an_hour_later{{}, noon + std::chrono::hours{1}, std::chrono::hours{2}};

TEST(RunningApp, SaysWhoRunsItSinceWhenAndTheTwoWaysOn) {
    const auto error = runs_already(shop, {4711, "", noon}, an_hour_later);
    EXPECT_EQ(error.message, "shop runs already: pid 4711 since 14:00:00");
    EXPECT_EQ(error.hint,
              "ganger stop ends it; ganger start --name shop2 -p 6000 runs a second copy beside it");
    EXPECT_EQ(runs_already(shop, {4711, "deploy", noon - std::chrono::hours{24}}, an_hour_later).message,
              "shop runs already: pid 4711 of user deploy since 1970-12-31 14:00:00");
}

TEST(RunningApp, SaysSoWhereItsRunnerCannotBeSeen) {
    const auto error = runs_already(shop, {}, an_hour_later);
    EXPECT_EQ(error.message,
              "shop runs already: in a process that can't be seen from here (another container?)");
}

std::vector<std::string> paths(const std::vector<RuntimePlace>& places) {
    std::vector<std::string> result;
    for (const auto& place : places) result.push_back(place.path);
    return result;
}

std::vector<std::string> paths(const RuntimeFacts& facts, Profile profile) {
    return paths(runtime_places(facts, profile));
}

TEST(RuntimePlace, IsWhatSystemdMadeOnAHostFirst) {
    const RuntimeFacts facts{1000, "/run/shop:/run/other", "/run/user/1000"};
    EXPECT_EQ(paths(facts, Profile::host),
              (std::vector<std::string>{"/run/shop", "/run/user/1000/ganger", "/tmp/ganger-1000",
                                        "/dev/shm/ganger-1000"}));
    EXPECT_TRUE(runtime_places(facts, Profile::host).front().may_be_seen);
    EXPECT_FALSE(runtime_places(facts, Profile::host).back().may_be_seen);
}

TEST(RuntimePlace, IgnoresInheritedVariablesOfServicesElsewhereAndRelativeOnes) {
    EXPECT_EQ(paths({1000, "/run/shop", "user"}, Profile::dev),
              (std::vector<std::string>{"/tmp/ganger-1000", "/dev/shm/ganger-1000"}));
}

TEST(RuntimePlace, StaysAfterALogoutIfTheAppDoes) {
    const RuntimeFacts facts{1000, "", "/run/user/1000"};
    EXPECT_EQ(paths(runtime_places(facts, Profile::dev, Lifetime::beyond_login)),
              (std::vector<std::string>{"/tmp/ganger-1000", "/dev/shm/ganger-1000"}));
}

TEST(RuntimePlace, OfTheLockIsTheSameForBoth) {
    const RuntimeFacts facts{1000, "/run/shop", "/run/user/1000"};
    EXPECT_EQ(paths(lock_places(facts, Profile::host)),
              (std::vector<std::string>{"/run/shop", "/tmp/ganger-1000", "/dev/shm/ganger-1000",
                                        "/run/user/1000/ganger"}));
}

TEST(RuntimePlace, OfTheSocketIsAFolderOfTheGroupThatMayControlItFirst) {
    const auto places = [](const RuntimeFacts& facts, Profile profile) {
        return paths(socket_places(facts, profile, 27));
    };
    EXPECT_EQ(
        places({0, "/run/shop", ""}, Profile::host),
        (std::vector<std::string>{"/run/shop", "/run/ganger-27", "/tmp/ganger-0-27", "/dev/shm/ganger-0-27",
                                  "/run/shop", "/run/ganger", "/tmp/ganger-0", "/dev/shm/ganger-0"}));
    EXPECT_EQ(
        places({1000, "", "/run/user/1000"}, Profile::dev),
        (std::vector<std::string>{"/tmp/ganger-1000-27", "/dev/shm/ganger-1000-27", "/run/user/1000/ganger",
                                  "/tmp/ganger-1000", "/dev/shm/ganger-1000"}));
    const auto of_the_group = socket_places({1000, "", ""}, Profile::dev, 27);
    EXPECT_EQ(of_the_group.front().group, 27U);
    EXPECT_EQ(of_the_group.back().group, std::nullopt);
    EXPECT_EQ(paths(socket_places({1000, "", ""}, Profile::dev, {})), paths({1000, "", ""}, Profile::dev));
}

TEST(RuntimePlace, IsRunForRoot) {
    EXPECT_EQ(paths({0, "", ""}, Profile::container),
              (std::vector<std::string>{"/run/ganger", "/tmp/ganger-0", "/dev/shm/ganger-0"}));
}

} // namespace
} // namespace ganger::core
