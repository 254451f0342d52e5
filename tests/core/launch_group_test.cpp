#include <ganger/core/launch_group.hpp>

#include <gtest/gtest.h>

namespace ganger::core {
namespace {

constexpr auto run = "0123456789ab-4711-88123-00ff";

TEST(OwnGroup, IsDividedByAnyoneWhoItBelongsTo) {
    EXPECT_TRUE(is_ours_to_divide({.can_be_killed = true, .belongs_to_us = true}));
    EXPECT_FALSE(is_ours_to_divide({.can_be_killed = true}));
}

TEST(OwnGroup, IsDividedByRootOnlyIfItWasGivenAwayOrIsAContainersOwn) {
    EXPECT_FALSE(is_ours_to_divide({.can_be_killed = true, .belongs_to_us = true, .may_do_anything = true}));
    EXPECT_TRUE(is_ours_to_divide({.can_be_killed = true, .is_given_away = true, .may_do_anything = true}));
    EXPECT_TRUE(is_ours_to_divide({.can_be_killed = true, .is_top = true, .may_do_anything = true}));
}

// That of the whole machine can't be killed, either.
TEST(OwnGroup, IsOfNoUseIfItsGroupsCanNotBeKilled) {
    EXPECT_FALSE(is_ours_to_divide({.is_top = true, .belongs_to_us = true}));
    EXPECT_FALSE(is_ours_to_divide({.belongs_to_us = true, .is_given_away = true}));
}

TEST(LaunchGroup, TellsWhoseItIs) {
    const auto name = launch_group(4026531836, run, {"web-2", 1}, LaunchId{17});
    EXPECT_EQ(name, "ganger-4026531836-0123456789ab-4711-88123-00ff.web-2.1.17");
    const auto group = parse_launch_group(name);
    ASSERT_TRUE(group);
    EXPECT_EQ(group->pid_namespace, 4026531836U);
    EXPECT_EQ(text_of(group->mark.run), run);
    EXPECT_EQ(group->mark.instance, "web-2.1");
    EXPECT_EQ(group->mark.launch, LaunchId{17});
}

TEST(LaunchGroup, AnythingElseIsNone) {
    for (const auto* const name :
         {"", "ganger-", "ganger-1", "ganger-1-", "app.slice", "ganger@shop.service",
          "ganger-0123456789ab-4711-88123-00ff.web.1.1", "ganger-x-0123456789ab-4711-88123-00ff.web.1.1",
          "1-0123456789ab-4711-88123-00ff.web.1.1",
          "ganger-99999999999999999999999-0123456789ab-4711-88123-00ff.web.1.1"})
        EXPECT_FALSE(parse_launch_group(name)) << name;
}

} // namespace
} // namespace ganger::core
