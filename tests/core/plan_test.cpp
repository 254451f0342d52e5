#include <ganger/core/plan.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ganger;
using namespace ganger::core;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

PlanRequest request() {
    PlanRequest request;
    request.app = "shop";
    request.root = "/srv/shop/current";
    request.procfile = {
        {"worker", "work", 1}, {"web", "serve $PORT", 2}, {"api-v2", "cd api && serve $PORT", 3}};
    request.formation = {{"worker", 2}, {"web", 1}, {"api-v2", 1}};
    return request;
}

Variable variable(const std::string& value, OriginKind origin = OriginKind::inherited) {
    return {value, origin, {}, 0};
}

std::string value(const PlannedInstance& instance, const std::string& name) {
    for (const auto& [key, text] : environment_of(instance)) {
        if (key == name) return text;
    }
    return "(unset)";
}

const PlannedInstance& instance(const Plan& plan, const std::string& name) {
    for (const PlannedInstance& each : plan.instances) {
        if (each.name.text() == name) return each;
    }
    ADD_FAILURE() << "no " << name;
    return plan.instances.front();
}

} // namespace

TEST(Plan, ListsInstancesInTheProcfilesOrderThenByNumber) {
    const auto plan = make_plan(request());
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->app, "shop");
    EXPECT_EQ(plan->root, "/srv/shop/current");
    std::vector<std::string> names;
    for (const PlannedInstance& each : plan->instances) names.push_back(each.name.text());
    EXPECT_THAT(names, ElementsAre("worker.1", "worker.2", "web.1", "api-v2.1"));
}

TEST(Plan, InjectsWhatAnInstanceNeedsToKnowOfItself) {
    PlanRequest asked = request();
    asked.environment = {{"HOME", variable("/home/app")},
                         {"PORT", variable("3000")},
                         {"PS", variable("theirs.1")},
                         {"PWD", variable("/elsewhere")}};
    const auto plan = make_plan(asked);
    ASSERT_TRUE(plan);
    const PlannedInstance& worker = instance(*plan, "worker.2");
    EXPECT_EQ(worker.port, 3101);
    EXPECT_THAT(environment_of(worker),
                ElementsAre(std::pair("GANGER_INSTANCE", "2"), std::pair("HOME", "/home/app"),
                            std::pair("PORT", "3101"), std::pair("PORT_API_V2", "3200"),
                            std::pair("PORT_WEB", "3000"), std::pair("PS", "worker.2"),
                            std::pair("PWD", "/srv/shop/current"), std::pair("PYTHONUNBUFFERED", "1")));
}

TEST(Plan, RunsATypeInTheFolderThatIsItsOwn) {
    PlanRequest asked = request();
    asked.settings.types["worker"].process.folder = "jobs";
    const auto plan = make_plan(asked);
    ASSERT_TRUE(plan);
    EXPECT_EQ(instance(*plan, "worker.2").process.folder, "jobs");
    EXPECT_EQ(value(instance(*plan, "worker.2"), "PWD"), "/srv/shop/current/jobs");
    EXPECT_EQ(value(instance(*plan, "web.1"), "PWD"), "/srv/shop/current");
}

TEST(Plan, GivesTheVariablesOfItsUserInPlaceOfThoseWeWereStartedWith) {
    PlanRequest asked = request();
    asked.environment = {{"HOME", variable("/root")},
                         {"USER", variable("root")},
                         {"SHELL", variable("/bin/fish", OriginKind::found_file)},
                         {"LOGNAME", variable("said", OriginKind::set_option)}};
    auto& worker = asked.settings.types["worker"];
    worker.process.account = Account{1000, 1000, {1000}, "app", "/home/app", "/bin/sh"};
    worker.env["HOME"] = variable("/typed", OriginKind::settings);
    const auto plan = make_plan(asked);
    ASSERT_TRUE(plan);
    const auto& planned = instance(*plan, "worker.1");
    EXPECT_EQ(value(planned, "USER"), "app");
    EXPECT_EQ(value(planned, "SHELL"), "/bin/fish");
    EXPECT_EQ(value(planned, "LOGNAME"), "said");
    EXPECT_EQ(value(planned, "HOME"), "/typed");
    EXPECT_EQ(value(instance(*plan, "web.1"), "HOME"), "/root");

    worker.env.clear();
    asked.environment.erase("USER");
    asked.settings.places["types.worker.user"] = {"ganger.toml", 4, 8};
    const auto explained = explain_environment(asked, InstanceName{"worker", 1});
    ASSERT_TRUE(explained);
    EXPECT_EQ(explained->find("USER")->second.value, "app");
    EXPECT_EQ(explained->find("HOME")->second.value, "/home/app");
    EXPECT_EQ(origin_text(origin_of(explained->find("HOME")->second)), "ganger.toml:4");
    EXPECT_THAT(explained->find("HOME")->second.hides, testing::SizeIs(1));

    worker.process.account->has_variables = false;
    EXPECT_EQ(value(instance(*make_plan(asked), "worker.1"), "HOME"), "/root");
}

TEST(Plan, CountsInstancesInTheStepsThatAreAskedForAndNamesThemTwice) {
    PlanRequest asked = request();
    asked.numbering = Numbering::in_order;
    asked.steps = {50, 10};
    asked.name_variables = {"PROCESS_NAME"};
    const auto plan = make_plan(asked);
    ASSERT_TRUE(plan);
    EXPECT_EQ(instance(*plan, "worker.2").port, 5010);
    EXPECT_EQ(instance(*plan, "web.1").port, 5050);
    EXPECT_EQ(value(instance(*plan, "worker.2"), "PROCESS_NAME"), "worker.2");
}

TEST(Plan, NamesTheSiblingsThatListenStartedOrNot) {
    PlanRequest asked = request();
    asked.formation = {{"worker", 1}, {"web", 1}, {"api-v2", 0}};
    const auto plan = make_plan(asked);
    ASSERT_TRUE(plan);
    EXPECT_EQ(value(instance(*plan, "worker.1"), "PORT_WEB"), "5000");
    EXPECT_EQ(value(instance(*plan, "worker.1"), "PORT_API_V2"), "5200") << "it may run elsewhere";
    EXPECT_EQ(value(instance(*plan, "web.1"), "PORT_WEB"), "(unset)") << "no sibling of itself";
    EXPECT_EQ(value(instance(*plan, "web.1"), "PORT_WORKER"), "(unset)") << "it does not listen";
}

TEST(Plan, KnowsNoPortOfASiblingWhoseRangeWouldPassTheLastPort) {
    PlanRequest asked = request();
    asked.port_option = "65500";
    asked.formation = {{"worker", 0}, {"web", 1}, {"api-v2", 0}};
    const auto plan = make_plan(asked);
    ASSERT_TRUE(plan);
    EXPECT_EQ(value(instance(*plan, "web.1"), "PORT_API_V2"), "(unset)");
}

TEST(Plan, GivesALoneTypeThePortThatTheEnvironmentBringsWhereAskedTo) {
    PlanRequest asked = request();
    asked.procfile = {{"worker", "work $PORT", 1}, {"api", "serve $PORT", 2}};
    asked.formation = {{"worker", 0}, {"api", 1}};
    asked.environment = {{"PORT", variable("8080")}};
    auto plan = make_plan(asked);
    ASSERT_TRUE(plan);
    EXPECT_EQ(value(instance(*plan, "api.1"), "PORT"), "8180");
    asked.numbering = Numbering::web_or_lone_first;
    plan = make_plan(asked);
    ASSERT_TRUE(plan);
    EXPECT_EQ(value(instance(*plan, "api.1"), "PORT"), "8080");
    EXPECT_EQ(value(instance(*plan, "api.1"), "PORT_WORKER"), "8180") << "no two have one port";
}

TEST(Plan, LeavesTheAppsOwnVariablesAlone) {
    PlanRequest asked = request();
    asked.environment = {{"PORT_WEB", variable("")}, {"PYTHONUNBUFFERED", variable("")}};
    const auto plan = make_plan(asked);
    ASSERT_TRUE(plan);
    EXPECT_EQ(value(instance(*plan, "worker.1"), "PORT_WEB"), "");
    EXPECT_EQ(value(instance(*plan, "worker.1"), "PYTHONUNBUFFERED"), "");
}

TEST(Plan, LetsASetPortBeatTheComputedOne) {
    PlanRequest asked = request();
    asked.environment = {{"PORT", variable("7", OriginKind::set_option)}};
    auto plan = make_plan(asked);
    ASSERT_TRUE(plan);
    EXPECT_EQ(value(instance(*plan, "worker.2"), "PORT"), "7");
    EXPECT_EQ(instance(*plan, "worker.2").port, 7);
    EXPECT_EQ(value(instance(*plan, "worker.2"), "PORT_WEB"), "7");

    asked.port_option = "4000";
    asked.environment = {{"PORT", variable("", OriginKind::set_option)}};
    plan = make_plan(asked);
    ASSERT_TRUE(plan);
    EXPECT_EQ(value(instance(*plan, "web.1"), "PORT"), "");
    EXPECT_EQ(instance(*plan, "web.1").port, std::nullopt);
}

TEST(Plan, ComputesNoRangesWhereOnePortIsSetForAll) {
    PlanRequest asked = request();
    asked.environment = {{"PORT", variable("65535", OriginKind::set_option)}};
    EXPECT_TRUE(make_plan(asked));
    asked.environment = {{"PORT", variable("65535")}};
    EXPECT_FALSE(make_plan(asked));
}

TEST(Plan, PrefersTheOptionToPortOfTheEnvironment) {
    PlanRequest asked = request();
    asked.port_option = "4000";
    asked.environment = {{"PORT", variable("3000", OriginKind::found_file)}};
    const auto plan = make_plan(asked);
    ASSERT_TRUE(plan);
    EXPECT_EQ(value(instance(*plan, "web.1"), "PORT"), "4000");
}

TEST(Plan, KnowsWhoIsExpectedToListenAndHowEachIsRun) {
    PlanRequest asked = request();
    asked.environment = {{"PATH", variable("/bin")}};
    const auto plan = make_plan(asked);
    ASSERT_TRUE(plan);
    EXPECT_FALSE(instance(*plan, "worker.1").listens);
    EXPECT_TRUE(instance(*plan, "web.1").listens);
    EXPECT_TRUE(instance(*plan, "api-v2.1").listens);
    EXPECT_EQ(instance(*plan, "web.1").start.form, CommandForm::direct);
    EXPECT_EQ(instance(*plan, "api-v2.1").start.form, CommandForm::shell);
    EXPECT_THAT(launch_arguments(instance(*plan, "web.1")), ElementsAre("serve", "5000"));
    EXPECT_THAT(launch_arguments(instance(*plan, "api-v2.1")),
                ElementsAre("/bin/sh", "-c", "cd api && serve $PORT"));
}

TEST(ExplainedEnvironment, IsThatOfThePlan) {
    PlanRequest asked = request();
    asked.procfile.push_back({"quiet", "work", 4});
    asked.formation.push_back({"quiet", 1});
    asked.environment = {{"A", variable("app", OriginKind::found_file)},
                         {"B", variable("set", OriginKind::set_option)},
                         {"PORT", variable("3000")},
                         {"PORT_API_V2", variable("theirs")}};
    auto& worker = asked.settings.types["worker"].env;
    for (const char* const name : {"A", "B", "C", "PYTHONUNBUFFERED"})
        worker[name] = variable("toml", OriginKind::settings);
    asked.settings.types["api-v2"].env["PORT"] = variable("9999", OriginKind::settings);
    asked.settings.types["quiet"].has_port = false;
    for (const bool port_is_set : {false, true}) {
        if (port_is_set) asked.environment["PORT"] = variable("7", OriginKind::set_option);
        const auto plan = make_plan(asked);
        ASSERT_TRUE(plan);
        for (const PlannedInstance& planned : plan->instances) {
            const auto explained = explain_environment(asked, planned.name);
            ASSERT_TRUE(explained);
            EnvironmentValues values;
            for (const auto& [name, each] : *explained) values.emplace(name, each.value);
            EXPECT_EQ(values, environment_of(planned)) << planned.name.text();
        }
    }
}

TEST(ExplainedEnvironment, KnowsWhereEachValueComesFromAndWhatItHides) {
    PlanRequest asked = request();
    asked.environment = {{"A", {"found", OriginKind::found_file, ".env", 1}},
                         {"B", {"set", OriginKind::set_option, {}, 0, {{OriginKind::found_file, ".env", 2}}}},
                         {"PORT", {"3000", OriginKind::found_file, ".env", 3}}};
    asked.settings.types["worker"].env = {{"A", {"toml", OriginKind::settings, "ganger.toml", 5}},
                                          {"B", {"toml", OriginKind::settings, "ganger.toml", 6}}};
    const auto environment = explain_environment(asked, InstanceName{"worker", 2});
    ASSERT_TRUE(environment);
    const auto told = [&](const std::string& name) {
        const Variable& of = environment->at(name);
        std::string text = of.value + " " + origin_text(origin_of(of));
        for (const Origin& origin : of.hides) text += " > " + origin_text(origin);
        return text;
    };
    EXPECT_EQ(told("A"), "toml ganger.toml:5 > .env:1");
    EXPECT_EQ(told("B"), "set --set > ganger.toml:6 > .env:2");
    EXPECT_EQ(told("PORT"), "3101 ganger > .env:3");
    EXPECT_EQ(told("PS"), "worker.2 ganger");
    EXPECT_EQ(told("PORT_WEB"), "3000 ganger");
}

TEST(ExplainedEnvironment, IsWithoutAnInstanceWhatAllHaveInCommon) {
    PlanRequest asked = request();
    asked.formation = {};
    asked.environment = {{"A", variable("x")}, {"PORT", variable("3000")}};
    const auto environment = explain_environment(asked, std::nullopt);
    ASSERT_TRUE(environment);
    std::vector<std::string> names;
    for (const auto& [name, each] : *environment) names.push_back(name);
    EXPECT_THAT(names, ElementsAre("A", "PWD", "PYTHONUNBUFFERED"));
}

TEST(Plan, InjectsPythonunbufferedOnlyOnAPipe) {
    PlanRequest asked = request();
    asked.terminals = {true, true};
    asked.settings.types["worker"].pty = PtyWish::never;
    const auto plan = make_plan(asked);
    ASSERT_TRUE(plan);
    const PlannedInstance& web = instance(*plan, "web.1");
    EXPECT_EQ(web.output, OutputChannel::pty_else);
    EXPECT_EQ(value(web, "PYTHONUNBUFFERED"), "(unset)");
    EXPECT_THAT(launch_environment(web, "f00d", LaunchId{7}, OutputChannel::pipe),
                Contains("PYTHONUNBUFFERED=1"))
        << "no pty could be had";
    const PlannedInstance& worker = instance(*plan, "worker.1");
    EXPECT_EQ(worker.output, OutputChannel::pipe);
    EXPECT_EQ(value(worker, "PYTHONUNBUFFERED"), "1");
}

TEST(Plan, GivesTheKeysToASingleInstance) {
    PlanRequest asked = request();
    asked.terminals = {true, true};
    EXPECT_FALSE(make_plan(asked)->instances.front().takes_keys);
    asked.formation = {{"web", 1}};
    EXPECT_TRUE(make_plan(asked)->instances.front().takes_keys);
}

TEST(Plan, HasReleaseFirstWithoutAPortWhereAskedTo) {
    PlanRequest asked = request();
    asked.procfile.push_back({"release", "./migrate $PORT", 4});
    asked.formation.push_back({"release", 0});
    asked.environment = {{"PORT", variable("3000")}};
    asked.release_first = true;
    const auto plan = make_plan(asked);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->first, 1U);
    ASSERT_EQ(plan->instances.size(), 5U);
    const PlannedInstance& release = plan->instances.front();
    EXPECT_EQ(release.name.text(), "release.1");
    EXPECT_EQ(release.port, std::nullopt);
    EXPECT_FALSE(release.listens);
    EXPECT_EQ(value(release, "PORT"), "(unset)");
    EXPECT_EQ(value(release, "PORT_WEB"), "3000");
    EXPECT_EQ(value(instance(*plan, "worker.1"), "PORT_RELEASE"), "(unset)");
    asked.release_first = false;
    EXPECT_EQ(make_plan(asked)->first, 0U);
}

TEST(Plan, RefusesAReleaseThatIsNotThereOrRunsTwice) {
    PlanRequest asked = request();
    asked.release_first = true;
    auto plan = make_plan(asked);
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().message, "--release: there is no release in the Procfile");
    asked.procfile.push_back({"release", "./migrate", 4});
    EXPECT_TRUE(make_plan(asked));
    asked.formation.push_back({"release", 1});
    plan = make_plan(asked);
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().hint, "name it or give --release, not both");
}

TEST(Plan, RefusesPortsThatCannotBe) {
    PlanRequest asked = request();
    asked.port_option = "http";
    EXPECT_FALSE(make_plan(asked));
    asked.port_option = "65500";
    EXPECT_FALSE(make_plan(asked));
}

TEST(LaunchEnvironment, HoldsWhatTheCommandAssigns) {
    PlanRequest asked = request();
    asked.procfile = {{"web", "PORT=1$PORT B=$A ./serve $PORT", 1}};
    asked.formation = {{"web", 1}};
    asked.environment = {{"A", variable("a b")}, {"B", variable("old")}};
    const auto plan = make_plan(asked);
    ASSERT_TRUE(plan);
    const PlannedInstance& web = instance(*plan, "web.1");
    EXPECT_THAT(launch_arguments(web), ElementsAre("./serve", "5000"));
    const auto environment = launch_environment(web, "f00d", LaunchId{7}, web.output);
    EXPECT_THAT(environment, Contains("PORT=15000"));
    EXPECT_THAT(environment, Contains("B=a b"));
    EXPECT_EQ(value(web, "B"), "old");
}

TEST(LaunchEnvironment, CarriesTheMarkOfTheLaunch) {
    PlannedInstance planned;
    planned.name = {"web", 1};
    planned.own = {{"A", "x=y"}, {"GANGER_ID", "a parent's"}};
    EXPECT_THAT(launch_environment(planned, "f00d", LaunchId{7}, planned.output),
                ElementsAre("A=x=y", "GANGER_ID=f00d.web.1.7"));
}
