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

// An app of two: web.1 is launch 1, worker.1 launch 2.
class App : public SupervisedApp {
  public:
    explicit App(const Policy& policy = {}) : SupervisedApp{plan({"web", "worker"}, policy)} {}

    void runs() {
        on(Launched{LaunchId{1}});
        on(Launched{LaunchId{2}});
    }
    std::vector<std::string> continued_after(Duration time) {
        now += time;
        return on(Resumed{});
    }
};

TEST(Suspend, StopsEachGroupThenOurselves) {
    App app;
    app.runs();
    EXPECT_THAT(app.on(SuspendRequested{}), ElementsAre("Signal launch 1 SIGSTOP to its group",
                                                        "Signal launch 2 SIGSTOP to its group", "Suspend"));
    EXPECT_THAT(app.continued_after(1h),
                ElementsAre("Signal launch 1 SIGCONT to its group", "Signal launch 2 SIGCONT to its group"));
}

TEST(Suspend, StopsALaunchWhoseAnswerIsOnItsWayAndStartsNobodyElseMeanwhile) {
    App app;
    EXPECT_THAT(app.on(SuspendRequested{}), ElementsAre("Signal launch 1 SIGSTOP to its group", "Suspend"));
    app.now += 1min;
    EXPECT_THAT(app.on(Launched{LaunchId{1}}),
                ElementsAre("Signal launch 1 SIGCONT to its group", "Say info “web.1 started”",
                            "Launch instance 1 as launch 2"))
        << "any event shows that we go on";
    EXPECT_THAT(app.on(Resumed{}), IsEmpty());
}

TEST(Suspend, TakesNothingFromTheGraceOfAStop) {
    App app;
    app.runs();
    app.on(StopRequested{"SIGINT"});
    app.tick_after(3s);
    EXPECT_THAT(app.on(SuspendRequested{}), Contains("Signal launch 1 SIGSTOP to its group"));
    app.continued_after(1h);
    EXPECT_EQ(app.next_deadline(), Deadline{Monotonic{app.now + 1s}}) << "of the line of each second";
    EXPECT_THAT(app.tick_after(1900ms), Not(Contains("Signal launch 1 SIGKILL to all of it")));
    EXPECT_THAT(app.tick_after(200ms), Contains("Signal launch 1 SIGKILL to all of it"));
}

TEST(Suspend, LeavesAloneWhatSigkillWasSentTo) {
    App app;
    app.runs();
    app.on(StopRequested{"SIGINT"});
    app.now += 1s;
    app.on(StopRequested{"SIGINT"});
    EXPECT_THAT(app.on(SuspendRequested{}), ElementsAre("Suspend"));
    EXPECT_THAT(app.continued_after(1h), IsEmpty());
}

TEST(Suspend, TakesNothingFromABackOff) {
    Policy policy;
    policy.restart = Restart::always;
    policy.backoff.initial = 10s;
    App app{policy};
    app.runs();
    app.on(Ended{LaunchId{1}, Exited{1}});
    app.on(RemnantsGone{LaunchId{1}});
    app.on(SuspendRequested{});
    app.continued_after(1h);
    EXPECT_THAT(app.tick_after(9s), IsEmpty());
    EXPECT_THAT(app.tick_after(3s), Contains("Launch instance 0 as launch 3"));
}

TEST(Suspend, ASecondRequestWithin200MsOfTheFirstIsTheSameHoweverLongWeStood) {
    App app;
    app.runs();
    app.on(StopRequested{"SIGINT"});
    app.on(SuspendRequested{});
    app.continued_after(1h);
    EXPECT_THAT(app.on(StopRequested{"SIGINT"}), IsEmpty());
}

TEST(Suspend, AnEndThatCameMeanwhileIsTold) {
    App app;
    app.runs();
    app.on(SuspendRequested{});
    app.continued_after(1h);
    EXPECT_THAT(app.on(Ended{LaunchId{1}, Signaled{SIGKILL}}),
                Contains("Say error “web.1 was killed by SIGKILL”"));
}

TEST(Suspend, IsNoPartOfTheTimeThatAProcessRuns) {
    App app;
    app.runs();
    app.on(SuspendRequested{});
    app.continued_after(1h);
    EXPECT_EQ(app.snapshot().instances[0].since, Monotonic{app.now});
}

TEST(Suspend, MeansNothingOnceAllIsOver) {
    App app;
    app.on(LaunchFailed{LaunchId{1}, {LaunchStage::exec, 2, "web"}});
    EXPECT_THAT(app.on(RemnantsGone{no_launch}), Contains("Quit 127"));
    EXPECT_THAT(app.on(SuspendRequested{}), IsEmpty());
}

} // namespace
} // namespace ganger::core
