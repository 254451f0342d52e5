#include "supervised_app.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ganger::core {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

using App = SupervisedApp;

constexpr InstanceId first{0};
constexpr InstanceId second{1};

std::vector<std::string> listed(const App& app) {
    std::vector<std::string> result;
    for (const auto& instance : app.snapshot().instances)
        result.push_back(instance.name.text() + " " + std::string{instance.state});
    return result;
}

std::vector<SupervisedInstance> instances(const std::string& type, unsigned from, unsigned to) {
    std::vector<SupervisedInstance> result;
    for (auto number = from; number <= to; ++number)
        result.push_back({{type, number}, {}, static_cast<std::uint16_t>(4999 + number)});
    return result;
}

TEST(Scaling, StartsWhatIsNew) {
    App app{{"web"}};
    app.add(instances("web", 2, 3));
    EXPECT_THAT(listed(app), ElementsAre("web.1 running"));
    EXPECT_THAT(app.on(ScaleAsked{{{"web", 3}}}),
                ElementsAre("Say info “ganger scale: web from 1 to 3”", "Launch instance 1 as launch 2"));
    EXPECT_THAT(app.on(Launched{LaunchId{2}}),
                ElementsAre("Say info “web.2 started”", "Launch instance 2 as launch 3"));
}

TEST(Scaling, StopsTheHighestNumbersAndListsThemUntilTheyAreGone) {
    App app{{"web"}};
    app.add(instances("web", 2, 2));
    app.on(ScaleAsked{{{"web", 2}}});
    app.on(Launched{LaunchId{2}});
    EXPECT_THAT(app.on(ScaleAsked{{{"web", 1}}}),
                ElementsAre("Say info “ganger scale: web from 2 to 1”", "Signal launch 2 SIGTERM",
                            "Signal launch 2 SIGCONT to its group"));
    EXPECT_THAT(listed(app), ElementsAre("web.1 running", "web.2 stopping"));
    EXPECT_TRUE(app.snapshot().instances[1].leaves);
    app.end(2, Signaled{SIGTERM, false});
    EXPECT_THAT(listed(app), ElementsAre("web.1 running"));
}

TEST(Scaling, WhatComesBackWhileItStopsHasItsNumberAndPortAndStartsWhenTheOldOneIsGone) {
    App app{{"web"}};
    app.add(instances("web", 2, 2));
    app.on(ScaleAsked{{{"web", 2}}});
    app.on(Launched{LaunchId{2}});
    app.on(ScaleAsked{{{"web", 1}}});
    EXPECT_THAT(app.on(ScaleAsked{{{"web", 2}}}), ElementsAre("Say info “ganger scale: web from 1 to 2”"));
    EXPECT_THAT(app.on(Ended{LaunchId{2}, Exited{0}}), Not(Contains("Launch instance 1 as launch 3")))
        << "something of it may still run";
    EXPECT_THAT(app.on(RemnantsGone{LaunchId{2}}), ElementsAre("Launch instance 1 as launch 3"));
    EXPECT_EQ(app.snapshot().instances[1].port, 5001);
}

TEST(Scaling, ToNothingDuringABackOffLeavesNothingToComeBack) {
    Policy policy;
    policy.restart = Restart::always;
    App app{{"web"}, policy};
    app.end(1, Exited{3});
    EXPECT_THAT(listed(app), ElementsAre("web.1 backoff"));
    EXPECT_THAT(app.on(ScaleAsked{{{"web", 0}}}), Contains("Say info “ganger scale: web from 1 to 0”"));
    EXPECT_THAT(listed(app), IsEmpty());
    EXPECT_THAT(app.tick_after(1h), IsEmpty());
    EXPECT_THAT(app.on(ScaleAsked{{{"web", 1}}}), Contains("Launch instance 0 as launch 2"));
}

TEST(Scaling, UpAndDownAThousandTimesWhileItCrashesEndsWithTheLastNumber) {
    Policy policy;
    policy.restart = Restart::always;
    App app{{"web"}, policy};
    app.add(instances("web", 2, 4));
    std::uint64_t launch = 1;
    for (unsigned time = 0; time < 1000; ++time) {
        app.on(ScaleAsked{{{"web", time % 5}}});
        for (const auto& instance : app.snapshot().instances) {
            if (!instance.launch || time % 3 == 0) continue;
            launch = static_cast<std::uint64_t>(*instance.launch);
            app.on(Launched{LaunchId{launch}});
            app.end(launch, Exited{1});
        }
        app.tick_after(time % 7 == 0 ? 1s : 1ms);
    }
    app.on(ScaleAsked{{{"web", 3}}});
    for (int time = 0; time < 20; ++time) {
        for (const auto& instance : app.snapshot().instances) {
            if (instance.launch && instance.state == "starting") app.on(Launched{*instance.launch});
            if (instance.launch && instance.state == "stopping")
                app.end(static_cast<std::uint64_t>(*instance.launch), Exited{0});
        }
        app.tick_after(40s);
    }
    EXPECT_THAT(listed(app), ElementsAre("web.1 ready", "web.2 ready", "web.3 ready"));
    for (const auto& instance : app.snapshot().instances)
        EXPECT_EQ(instance.port.value_or(5000), 4999 + instance.name.number);
}

TEST(Commands, AStopIsNoFailureAndNothingStartsItAgain) {
    Policy policy;
    policy.restart = Restart::always;
    App app{{"web", "worker"}, policy};
    EXPECT_THAT(app.on(StopAsked{{second}}),
                ElementsAre("Say info “ganger stop: worker.1”", "Signal launch 2 SIGTERM",
                            "Signal launch 2 SIGCONT to its group"));
    EXPECT_THAT(app.end(2, Exited{7}), Contains("Say info “worker.1 exited 7”"));
    EXPECT_THAT(listed(app), ElementsAre("web.1 running", "worker.1 stopped"));
    EXPECT_THAT(app.tick_after(1h), Not(Contains("Launch instance 1 as launch 3")));
}

TEST(Commands, AStopBeforeItsTurnMeansThatItIsNotStarted) {
    App app{App::plan({"web", "worker"}, {}), App::not_started};
    app.on(StartRequested{});
    app.on(StopAsked{{second}});
    EXPECT_THAT(app.on(Launched{LaunchId{1}}), ElementsAre("Say info “web.1 started”"));
}

TEST(Commands, AStartBeginsAnewWhateverItHasTried) {
    Policy policy;
    policy.restart = Restart::always;
    App app{{"web"}, policy};
    app.end(1, Exited{3});
    EXPECT_THAT(app.on(StartAsked{{first}}),
                ElementsAre("Say info “ganger start: web.1”", "Launch instance 0 as launch 2"));
    EXPECT_EQ(app.snapshot().instances[0].restarts, 0U);
    app.on(Launched{LaunchId{2}});
    EXPECT_THAT(app.end(2, Exited{3}), Contains("Say warning “web.1 exited 3; starts again in 0.5 s”"));
}

TEST(Commands, AStartOfWhatRunsChangesNothing) {
    App app{{"web"}};
    EXPECT_THAT(app.on(StartAsked{{first}}), ElementsAre("Say info “ganger start: web.1”"));
}

TEST(Commands, ARestartStartsWhenNothingOfTheOldOneIsLeft) {
    App app{{"web"}};
    EXPECT_THAT(app.on(RestartAsked{{first}}), Contains("Signal launch 1 SIGTERM"));
    EXPECT_THAT(app.on(Ended{LaunchId{1}, Exited{0}}), Not(Contains("Launch instance 0 as launch 2")));
    EXPECT_THAT(app.on(RemnantsGone{LaunchId{1}}), ElementsAre("Launch instance 0 as launch 2"));
}

TEST(Commands, ARestartOfWhatIgnoresTheSignalStartsAfterSigkill) {
    App app{{"web"}};
    app.on(RestartAsked{{first}});
    EXPECT_THAT(app.tick_after(5s), Contains("Signal launch 1 SIGKILL to all of it"));
    EXPECT_THAT(app.end(1, Signaled{SIGKILL, false}), Contains("Launch instance 0 as launch 2"));
}

TEST(Commands, AStopDuringARestartIsTheLastWord) {
    App app{{"web"}};
    app.on(RestartAsked{{first}});
    app.on(StopAsked{{first}});
    EXPECT_THAT(app.end(1, Exited{0}), Not(Contains("Launch instance 0 as launch 2")));
    EXPECT_THAT(listed(app), ElementsAre("web.1 stopped"));
}

TEST(Commands, WhatACommandStartedAndFailsEndsNobodyElse) {
    App app{{"web", "worker"}};
    app.on(RestartAsked{{second}});
    app.end(2, Exited{0});
    app.on(Launched{LaunchId{3}});
    const auto said = app.end(3, Exited{3});
    EXPECT_THAT(said, Contains("Say error “worker.1 exited 3 (a command had started it: the others go on)”"));
    EXPECT_THAT(said, Not(Contains("Signal launch 1 SIGTERM")));
    EXPECT_THAT(listed(app), ElementsAre("web.1 running", "worker.1 failed"));
}

TEST(Commands, WhatACommandStartedAndWasReadyFailsAsAnyOther) {
    App app{{"web", "worker"}};
    app.on(RestartAsked{{second}});
    app.end(2, Exited{0});
    app.on(Launched{LaunchId{3}});
    app.tick_after(1s);
    EXPECT_THAT(app.end(3, Exited{3}), Contains("Signal launch 1 SIGTERM"));
}

TEST(Commands, TheAppStaysWhenItsLastWasStoppedAndGoesOnWhenItIsStarted) {
    App app{{"web"}};
    app.on(StopAsked{{first}});
    EXPECT_THAT(app.end(1, Exited{0}),
                Contains("Say warning “nothing runs any more; 'ganger start NAME' starts it again, 'ganger "
                         "stop' ends the app”"));
    EXPECT_THAT(app.on(StartAsked{{first}}), Contains("Launch instance 0 as launch 2"));
    app.on(Launched{LaunchId{2}});
    app.end(2, Exited{0});
    EXPECT_THAT(app.rest(), Contains("Quit 0")) << "an end that nobody asked for is the end of the app";
}

TEST(Commands, TheAppStaysWhenAllWasScaledAway) {
    App app{{"web"}};
    app.on(ScaleAsked{{{"web", 0}}});
    EXPECT_THAT(app.end(1, Exited{0}), Not(Contains("Look no launch")));
    EXPECT_EQ(app.snapshot().phase, Phase::running);
}

TEST(Commands, MeanNothingOnceTheAppStops) {
    App app{{"web", "worker"}};
    app.on(RestartAsked{{first}});
    app.stop();
    EXPECT_THAT(app.on(StartAsked{{first, second}}), IsEmpty());
    EXPECT_THAT(app.on(ScaleAsked{{{"web", 3}}}), IsEmpty());
    EXPECT_THAT(app.end(1, Exited{0}), Not(Contains("Launch instance 0 as launch 3")));
    app.end(2, Exited{0});
    EXPECT_THAT(app.rest(), Contains("Quit 0"));
}

TEST(Commands, AreNotForWhatHasToCompleteFirst) {
    auto plan = App::plan({"release", "web"}, {});
    plan.first = 1;
    App app{plan};
    EXPECT_THAT(app.on(StopAsked{{first}}), ElementsAre("Say info “ganger stop: nothing”"));
    EXPECT_THAT(app.on(Launched{LaunchId{1}}), Contains("Say info “release.1 started”"));
}

} // namespace
} // namespace ganger::core
