#include "supervised_app.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace ganger::core {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

SupervisorPlan plan() {
    auto plan = SupervisedApp::plan({"web", "worker"}, {});
    plan.instances.front().policy.forward = {SIGUSR1};
    return plan;
}

TEST(Forward, PassesASignalOnToThoseWhoWantIt) {
    SupervisedApp app{plan()};
    EXPECT_THAT(app.on(SignalReceived{SIGUSR1}), IsEmpty()) << "it is not executed yet";
    app.on(Launched{LaunchId{1}});
    app.on(Launched{LaunchId{2}});
    EXPECT_THAT(app.on(SignalReceived{SIGUSR1}), ElementsAre("Signal launch 1 SIGUSR1"));
    EXPECT_THAT(app.on(SignalReceived{SIGUSR2}), IsEmpty());
}

TEST(Forward, ReachesWhoIsStoppingAndNobodyWhoHasEnded) {
    SupervisedApp app{plan()};
    app.on(Launched{LaunchId{1}});
    app.on(Launched{LaunchId{2}});
    app.stop();
    EXPECT_THAT(app.on(SignalReceived{SIGUSR1}), Contains("Signal launch 1 SIGUSR1"));
    app.on(Ended{LaunchId{1}, Exited{0}});
    EXPECT_THAT(app.on(SignalReceived{SIGUSR1}), IsEmpty());
}

} // namespace
} // namespace ganger::core
