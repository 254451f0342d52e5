#include <ganger/core/app_choice.hpp>
#include <ganger/core/utc_time.hpp>

#include <gtest/gtest.h>

namespace ganger::core {
namespace {

using namespace std::chrono_literals;

KnownApp app(const std::string& root, const std::string& name, const std::string& procfile = "Procfile",
             bool default_name = true) {
    return {{root, root + "/" + procfile, name, default_name}, root, "", 1, 0};
}

std::string chosen(const std::vector<KnownApp>& apps, const WantedApp& wanted) {
    const auto matching = matching_apps(apps, wanted);
    if (matching.empty()) return "none";
    const auto choice = choose_app(matching, wanted);
    return choice ? choice->identity.name : choice.error().message;
}

WantedApp in(const std::string& folder) {
    WantedApp wanted;
    wanted.folder = folder;
    wanted.real_folder = folder;
    return wanted;
}

TEST(AppChoice, IsTheAppOfThisFolderOrOfTheNearestAbove) {
    const std::vector apps{app("/srv", "outer"), app("/srv/shop", "shop"), app("/srv/shopping", "shopping")};
    EXPECT_EQ(chosen(apps, in("/srv/shop")), "shop");
    EXPECT_EQ(chosen(apps, in("/srv/shop/lib/x")), "shop");
    EXPECT_EQ(chosen(apps, in("/srv/other")), "outer");
    EXPECT_EQ(chosen(apps, in("/home")), "none");
    EXPECT_EQ(chosen({app("/", "top")}, in("/home")), "top");
}

TEST(AppChoice, FollowsLinksBothWays) {
    auto current = app("/srv/shop/current", "shop");
    current.real_root = "/srv/shop/releases/7";
    auto here = in("/srv/shop/current/lib");
    here.real_folder = "/srv/shop/releases/8/lib"; // deployed meanwhile
    EXPECT_EQ(chosen({current}, here), "shop");
    EXPECT_EQ(chosen({current}, in("/srv/shop/releases/7/lib")), "shop");
    EXPECT_EQ(chosen({current}, in("/srv/shop/releases/8")), "none");
}

TEST(AppChoice, TheOptionsChooseFromAnywhere) {
    const std::vector apps{app("/a", "a"), app("/b", "b"), app("/b", "c", "Procfile.dev")};
    auto wanted = in("/a");
    wanted.root = "/link-to-b";
    wanted.real_root = "/b";
    EXPECT_EQ(chosen(apps, wanted), "b");
    wanted = in("/a");
    wanted.procfile = "/b/Procfile.dev";
    EXPECT_EQ(chosen(apps, wanted), "c");
    wanted = in("/a");
    wanted.name = "c";
    EXPECT_EQ(chosen(apps, wanted), "c");
}

TEST(AppChoice, ACopyUnderAnotherNameIsNotInTheWay) {
    const std::vector apps{app("/a", "copy", "Procfile", false), app("/a", "a")};
    EXPECT_EQ(chosen(apps, in("/a")), "a");
    auto wanted = in("/a");
    wanted.name = "copy";
    EXPECT_EQ(chosen(apps, wanted), "copy");
    EXPECT_EQ(chosen({apps[0]}, in("/a")), "copy") << "the only one there is";
}

TEST(AppChoice, TwoThatAreAsLikelyAreNamed) {
    EXPECT_EQ(chosen({app("/a", "x", "Procfile.x"), app("/a", "y", "Procfile.y")}, in("/a")),
              "several apps may be meant: x (/a/Procfile.x, pid 1), y (/a/Procfile.y, pid 1)");
}

TEST(UtcTime, IsReadAsItIsWritten) {
    const Wall time(1763730187123ms);
    EXPECT_EQ(utc_text(time), "2025-11-21T13:03:07.123Z");
    EXPECT_EQ(read_utc(utc_text(time)), time);
    for (const auto* text : {"", "2025-11-21", "2025-11-21T13:03:07.123+01:00", "2025-02-30T00:00:00.000Z"})
        EXPECT_FALSE(read_utc(text)) << text;
}

} // namespace
} // namespace ganger::core
