#include <ganger/core/profile.hpp>

#include <gtest/gtest.h>

namespace ganger::core {
namespace {

Profile chosen(const PlaceFacts& facts) {
    return choose_profile(facts).profile;
}

TEST(Profile, IsDevWhereNothingElseIsSeen) {
    EXPECT_EQ(chosen({}), Profile::dev);
    EXPECT_EQ(choose_profile({}).why, "no service and no container");
}

TEST(Profile, PidOneIsAContainer) {
    EXPECT_EQ(chosen({.is_first_process = true}), Profile::container);
    EXPECT_EQ(chosen({.is_first_process = true, .has_terminal = true}), Profile::container);
}

TEST(Profile, AServiceIsAHost) {
    EXPECT_EQ(chosen({.service_is_ours = true}), Profile::host);
    EXPECT_EQ(chosen({.parent_is_systemd = true, .journal_is_ours = true}), Profile::host);
}

TEST(Profile, WhatAServiceStartedIsNoService) {
    EXPECT_EQ(chosen({.journal_is_ours = true}), Profile::dev);
    EXPECT_EQ(chosen({.parent_is_systemd = true}), Profile::dev);
}

TEST(Profile, AMarkCountsOnlyForWhatTheInitStartedWithoutATerminal) {
    PlaceFacts facts{.parent_is_first_process = true, .container_mark = "/.dockerenv"};
    EXPECT_EQ(chosen(facts), Profile::container);
    EXPECT_EQ(choose_profile(facts).why, "/.dockerenv marks a container, and its init started it");
    facts.has_terminal = true;
    EXPECT_EQ(chosen(facts), Profile::dev);
    facts.has_terminal = false;
    facts.parent_is_first_process = false;
    EXPECT_EQ(chosen(facts), Profile::dev);
}

TEST(Profile, NothingGoesIntoTheBackgroundWhereItWouldEnd) {
    EXPECT_FALSE(no_background({}));
    EXPECT_FALSE(no_background({.parent_is_first_process = true, .container_mark = "/.dockerenv"}));
    ASSERT_TRUE(no_background({.is_first_process = true}));
    EXPECT_NE(no_background({.is_first_process = true})->message.find("PID 1"), std::string::npos);
    ASSERT_TRUE(no_background({.service_is_ours = true}));
    EXPECT_NE(no_background({.service_is_ours = true})->message.find("systemd"), std::string::npos);
}

TEST(Profile, HasANameEach) {
    for (const auto profile : {Profile::dev, Profile::host, Profile::container})
        EXPECT_EQ(profile_named(profile_text(profile)), profile);
    EXPECT_EQ(profile_named("prod"), std::nullopt);
}

} // namespace
} // namespace ganger::core
