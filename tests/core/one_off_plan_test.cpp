#include <ganger/core/one_off_plan.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ganger;
using namespace ganger::core;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

PlanRequest request() {
    PlanRequest request;
    request.app = "shop";
    request.root = "/srv/shop";
    request.procfile = {{"web", "serve --port $PORT", 1},
                        {"worker", "work", 2},
                        {"console", "irb $OPTIONS", 3},
                        {"chain", "cd api && serve > log ; # all", 4},
                        {"pipe", "work | tee log", 5},
                        {"own", "cd api && serve \"$@\" --last", 6},
                        {"awk", "cat log | awk '{print $1}'", 7},
                        {"loop", "while true; do work; done", 8}};
    request.environment["PATH"] = {"/usr/bin", OriginKind::inherited, {}, 0};
    request.environment["OPTIONS"] = {"-r  x", OriginKind::inherited, {}, 0};
    return request;
}

std::string value(const PlannedInstance& instance, const std::string& name) {
    const auto values = environment_of(instance);
    const auto place = values.find(name);
    return place == values.end() ? "(unset)" : place->second;
}

PlannedInstance planned(std::vector<std::string> words, bool literal = false,
                        std::optional<std::string> type = {}) {
    auto plan = plan_one_off(request(), {std::move(words), literal, std::move(type)});
    if (plan) return *plan;
    ADD_FAILURE() << plan.error().message;
    return {};
}

std::vector<std::string> arguments(std::vector<std::string> words, bool literal = false) {
    return launch_arguments(planned(std::move(words), literal));
}

std::string refusal(std::vector<std::string> words, std::optional<std::string> type = {}) {
    const auto plan = plan_one_off(request(), {std::move(words), false, std::move(type)});
    return plan ? "(none)" : plan.error().message;
}

} // namespace

TEST(OneOffPlan, SeveralWordsAreWhatWasTyped) {
    EXPECT_THAT(arguments({"rake", "db:migrate", "a  b", "$X"}),
                ElementsAre("rake", "db:migrate", "a  b", "$X"));
}

TEST(OneOffPlan, OneWordIsALineAsInAProcfile) {
    EXPECT_THAT(arguments({"ls"}), ElementsAre("ls"));
    EXPECT_THAT(arguments({"rake 'db migrate'"}), ElementsAre("rake", "db migrate"));
    EXPECT_THAT(arguments({"a | b"}), ElementsAre("/bin/sh", "-c", "a | b"));
}

TEST(OneOffPlan, ATypeOfTheProcfileIsItsCommand) {
    EXPECT_THAT(arguments({"worker"}), ElementsAre("work"));
    EXPECT_THAT(arguments({"web"}), ElementsAre("serve", "--port", "5000"));
}

TEST(OneOffPlan, FurtherWordsGoBehindTheCommandOfAType) {
    EXPECT_THAT(arguments({"worker", "--queue", "a b"}), ElementsAre("work", "--queue", "a b"));
    EXPECT_THAT(arguments({"console", "--sandbox"}),
                ElementsAre("/bin/sh", "-c", "exec irb $OPTIONS \"$@\"", "sh", "--sandbox"));
    EXPECT_THAT(arguments({"chain", "x"}),
                ElementsAre("/bin/sh", "-c", "cd api && serve > log \"$@\" ; # all", "sh", "x"));
    EXPECT_THAT(arguments({"own", "x"}),
                ElementsAre("/bin/sh", "-c", "cd api && serve \"$@\" --last", "sh", "x"));
}

TEST(OneOffPlan, NoPlaceForArgumentsIsGuessed) {
    EXPECT_THAT(refusal({"pipe", "x"}), HasSubstr("which has '|'"));
    EXPECT_THAT(refusal({"awk", "x"}), HasSubstr("which has '|'"));
    EXPECT_THAT(refusal({"loop", "x"}), HasSubstr("which has 'while'"));
    EXPECT_THAT(arguments({"pipe"}), ElementsAre("/bin/sh", "-c", "work | tee log"));
}

TEST(OneOffPlan, BehindTwoDashesNothingIsRead) {
    EXPECT_THAT(arguments({"worker"}, true), ElementsAre("worker"));
    EXPECT_THAT(arguments({"a | b"}, true), ElementsAre("a | b"));
}

TEST(OneOffPlan, WithoutATypeItHasTheAppsEnvironment) {
    auto asked = request();
    asked.environment["PORT"] = {"7000", OriginKind::found_file, ".env", 1};
    const auto plan = plan_one_off(asked, {{"ls"}, false, {}});
    ASSERT_TRUE(plan);
    EXPECT_EQ(value(*plan, "PS"), "run.1");
    EXPECT_EQ(value(*plan, "PORT"), "7000");
    EXPECT_EQ(value(*plan, "PORT_WEB"), "7000");
    EXPECT_EQ(value(*plan, "PWD"), "/srv/shop");
    EXPECT_EQ(value(*plan, "PYTHONUNBUFFERED"), "(unset)");
    EXPECT_EQ(value(planned({"ls"}), "PORT"), "(unset)");
}

TEST(OneOffPlan, WithATypeItHasThatOnes) {
    auto asked = request();
    asked.settings.types["worker"].env["QUEUE"] = {"mail", OriginKind::settings, "ganger.toml", 3};
    const auto plan = plan_one_off(asked, {{"web"}, false, "worker"});
    ASSERT_TRUE(plan);
    EXPECT_EQ(value(*plan, "QUEUE"), "mail");
    EXPECT_EQ(value(*plan, "PORT"), "5100");
    EXPECT_EQ(value(*plan, "PS"), "run.1");
    EXPECT_THAT(launch_arguments(*plan), ElementsAre("serve", "--port", "5100"));
    EXPECT_THAT(refusal({"ls"}, "wroker"), HasSubstr("'wroker'"));
}

TEST(OneOffPlan, ItsMarkNamesIt) {
    EXPECT_THAT(launch_environment(planned({"ls"}), "cafe", LaunchId{1}, OutputChannel::pipe),
                testing::Contains("GANGER_ID=cafe.run.1.1"));
}

TEST(OneOffPlan, ExecIsTheFirstInstanceOfItsType) {
    const auto plan = plan_exec(request(), "web", {"--reload"});
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->name.text(), "web.1");
    EXPECT_EQ(value(*plan, "PS"), "web.1");
    EXPECT_THAT(launch_arguments(*plan), ElementsAre("serve", "--port", "5000", "--reload"));
    EXPECT_FALSE(plan_exec(request(), "wbe", {}));
}
