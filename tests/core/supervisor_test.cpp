#include "supervised_app.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ganger::core {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

using App = SupervisedApp;

TEST(Supervisor, StartsOneAfterTheOther) {
    App app{App::plan({"web", "worker"}, {}), App::not_started};
    EXPECT_THAT(app.on(StartRequested{}), ElementsAre("Launch instance 0 as launch 1"));
    EXPECT_THAT(app.on(StartRequested{}), IsEmpty());
    EXPECT_THAT(app.on(Launched{LaunchId{1}}),
                ElementsAre("Say info “web.1 started”", "Launch instance 1 as launch 2"));
}

TEST(Supervisor, StartsNobodyElseWhenAStopComesInBetween) {
    App app{App::plan({"web", "worker"}, {}), App::not_started};
    app.on(StartRequested{});
    app.stop();
    EXPECT_THAT(app.on(Launched{LaunchId{1}}), Not(Contains("Launch instance 1 as launch 2")));
}

TEST(Supervisor, StartsNobodyElseWhenALaunchFails) {
    App app{App::plan({"web", "worker"}, {}), App::not_started};
    app.on(StartRequested{});
    EXPECT_THAT(app.on(LaunchFailed{LaunchId{1}, {LaunchStage::exec, 2, "web"}}),
                Not(Contains("Launch instance 1 as launch 2")));
}

SupervisorPlan with_release(const std::vector<std::string>& types, const Policy& policy = {}) {
    auto plan = App::plan(types, policy);
    plan.first = 1;
    return plan;
}

TEST(SupervisorsFirst, CompletesBeforeTheOthersAreStarted) {
    App app{with_release({"release", "web", "worker"}), App::not_started};
    EXPECT_THAT(app.on(StartRequested{}), ElementsAre("Launch instance 0 as launch 1"));
    EXPECT_THAT(app.on(Launched{LaunchId{1}}), ElementsAre("Say info “release.1 started”"));
    EXPECT_THAT(
        app.on(Ended{LaunchId{1}, Exited{0}}),
        ElementsAre("SignalRemnants launch 1 SIGTERM", "Reap launch 1", "Say info “release.1 exited 0”"))
        << "something of it may still run";
    EXPECT_THAT(app.on(RemnantsGone{LaunchId{1}}), ElementsAre("Launch instance 1 as launch 2"));
    app.on(Launched{LaunchId{2}});
    app.on(Launched{LaunchId{3}});
    EXPECT_THAT(app.end(2, Exited{3}), Contains("Signal launch 3 SIGTERM"));
}

TEST(SupervisorsFirst, StartsNothingWhenItFails) {
    App app{with_release({"release", "web"})};
    app.on(Launched{LaunchId{1}});
    app.on(Ended{LaunchId{1}, Exited{3}});
    EXPECT_THAT(app.on(RemnantsGone{LaunchId{1}}), ElementsAre("Look no launch"));
    EXPECT_THAT(app.rest(), ElementsAre("Say error “exit 3: release.1 exited 3”", "Quit 3"));
}

TEST(SupervisorsFirst, TakesALaunchThatFailsForItsEnd) {
    App app{with_release({"release", "web"})};
    app.on(LaunchFailed{LaunchId{1}, {LaunchStage::exec, ENOENT, "migrate"}});
    EXPECT_THAT(app.rest(), Contains("Quit 127"));
}

TEST(SupervisorsFirst, IsStoppedAndNothingStartsWhenSomebodyAsks) {
    App app{with_release({"release", "web"})};
    app.on(Launched{LaunchId{1}});
    EXPECT_THAT(app.stop(), ElementsAre("Say info “SIGINT: stopping release.1”", "StopStream",
                                        "Signal launch 1 SIGTERM", "Signal launch 1 SIGCONT to its group"));
    EXPECT_THAT(app.end(1, Exited{0}), Not(Contains("Launch instance 1 as launch 2")));
    EXPECT_THAT(app.rest(), ElementsAre("Say info “exit 0: stopped by SIGINT”", "Quit 0"));
}

TEST(SupervisorsFirst, HasNoPolicyOfItsOwn) {
    Policy policy;
    policy.restart = Restart::always;
    policy.essential = false;
    policy.listens = true;
    auto plan = with_release({"release", "web"}, policy);
    plan.exit = {ExitWhen::any, {}, true};
    App succeeds{plan};
    succeeds.on(Launched{LaunchId{1}});
    EXPECT_THAT(succeeds.end(1, Exited{0}), Contains("Launch instance 1 as launch 2"));
    plan.exit = {ExitWhen::never, {}, true};
    App fails{plan};
    fails.on(Launched{LaunchId{1}});
    fails.end(1, Exited{3});
    EXPECT_THAT(fails.rest(), Contains("Quit 3"));
}

TEST(SupervisorsFirst, MayBeAllThereIs) {
    App app{with_release({"release"})};
    app.on(Launched{LaunchId{1}});
    app.end(1, Exited{0});
    EXPECT_THAT(app.rest(), Contains("Quit 0"));
}

TEST(Supervisor, StopsTheOthersWhenOneFailsAndTakesItsStatus) {
    App app{{"web", "worker"}};
    EXPECT_THAT(app.on(Ended{LaunchId{2}, Exited{3}}),
                ElementsAre("SignalRemnants launch 2 SIGTERM", "Reap launch 2",
                            "Say error “worker.1 exited 3”", "Say info “stopping web.1”", "StopStream",
                            "Signal launch 1 SIGTERM", "Signal launch 1 SIGCONT to its group"));
    app.on(RemnantsGone{LaunchId{2}});
    EXPECT_THAT(app.end(1, Signaled{SIGTERM, false}),
                ElementsAre("SignalRemnants launch 1 SIGTERM", "Reap launch 1",
                            "Say info “web.1 ended by SIGTERM”", "Look no launch"));
    EXPECT_THAT(app.rest(), ElementsAre("Say error “exit 3: worker.1 exited 3”", "Quit 3"));
}

TEST(Supervisor, KeepsTheStatusOfTheFirstFailure) {
    App app{{"web", "worker", "beat"}};
    app.end(2, Exited{3});
    app.end(1, Exited{4});
    app.end(3, Signaled{SIGSEGV, true});
    EXPECT_THAT(app.rest(), Contains("Quit 3"));
}

SupervisorPlan exiting(const std::vector<std::string>& types, ExitPolicy exit) {
    auto plan = App::plan(types, {});
    plan.exit = std::move(exit);
    return plan;
}

// All are running.
App running(SupervisorPlan plan) {
    const auto count = plan.instances.size();
    App app{std::move(plan)};
    for (std::uint64_t launch = 1; launch <= count; ++launch) app.on(Launched{LaunchId{launch}});
    return app;
}

TEST(Supervisor, AHangUpIsARequestOnlyWhereATerminalMayBeClosed) {
    auto app = running(exiting({"web"}, {}));
    EXPECT_THAT(app.on(HungUp{}), Contains("Signal launch 1 SIGTERM"));
    auto plan = exiting({"web"}, {});
    plan.stops_at_hang_up = false;
    auto service = running(std::move(plan));
    EXPECT_THAT(service.on(HungUp{}),
                ElementsAre("Say info “SIGHUP: ignored; this version reads no files anew”"));
}

TEST(Supervisor, SaysOnceThatThereAreNoPtys) {
    auto app = running(exiting({"web", "worker"}, {}));
    EXPECT_THAT(
        app.on(PtyRefused{"No space left on device"}),
        ElementsAre("Say warning “cannot open a pty: No space left on device; the processes write into pipes "
                    "(pty = \"never\" asks for none)”"));
    EXPECT_THAT(app.on(PtyRefused{"No space left on device"}), IsEmpty());
}

TEST(Supervisor, GoesOnWithoutAReaderWhereItShallAndSaysSoAside) {
    auto app = running(exiting({"web"}, {}));
    EXPECT_THAT(app.on(OutputLost{}), Contains("Signal launch 1 SIGTERM"));
    auto plan = exiting({"web"}, {});
    plan.stops_without_reader = false;
    auto service = running(std::move(plan));
    EXPECT_THAT(service.on(OutputLost{}),
                ElementsAre("SayAside “nobody reads our output any more; it is dropped from now on, and the "
                            "processes go on”"));
}

TEST(Supervisor, EndsWithTheFirstEndWhenAnyEnds) {
    auto app = running(exiting({"web", "migrate"}, {ExitWhen::any, {}, false}));
    EXPECT_THAT(app.end(2, Exited{0}), Contains("Say info “stopping web.1”"));
    app.end(1, Exited{0});
    EXPECT_THAT(app.rest(), ElementsAre("Say info “exit 0: migrate.1 exited 0”", "Quit 0"));
}

TEST(Supervisor, WaitsForAllAndTakesTheStatusOfTheFirstFailure) {
    auto app = running(exiting({"web", "worker", "beat"}, {ExitWhen::all, {}, false}));
    app.end(2, Exited{3});
    app.end(3, Exited{4});
    EXPECT_EQ(app.snapshot().phase, Phase::running);
    EXPECT_THAT(app.end(1, Exited{0}), Contains("Look no launch"));
    EXPECT_THAT(app.rest(), ElementsAre("Say error “exit 3: worker.1 exited 3”", "Quit 3"));
}

TEST(Supervisor, AStopThatIsAskedForIsZeroWhateverFailedBeforeWhenAllIsWaitedFor) {
    auto app = running(exiting({"web", "worker"}, {ExitWhen::all, {}, false}));
    app.end(2, Exited{3});
    app.stop();
    app.end(1, Exited{0});
    EXPECT_THAT(app.rest(), Contains("Quit 0"));
}

TEST(Supervisor, StaysOnAHostWhenItIsNeverToEnd) {
    auto app = running(exiting({"web"}, {ExitWhen::never, {}, true}));
    EXPECT_THAT(app.end(1, Exited{3}),
                Contains("Say warning “every process has ended; waiting to be stopped”"));
    EXPECT_EQ(app.next_deadline(), std::nullopt);
    EXPECT_THAT(app.on(Tick{}), IsEmpty());
    app.stop("SIGTERM");
    EXPECT_THAT(app.rest(), Contains("Quit 0"));
}

TEST(Supervisor, NeverEndsElsewhereWhenNothingRunsAnyMore) {
    auto app = running(exiting({"web"}, {ExitWhen::never, {}, false}));
    app.end(1, Exited{3});
    EXPECT_THAT(app.rest(), Contains("Quit 3"));
}

TEST(Supervisor, TheCodeOfTheNamedTypeIsTheAppsZeroIncluded) {
    auto app = running(exiting({"web", "test"}, {ExitWhen::failure, "test", false}));
    EXPECT_THAT(app.end(2, Exited{0}), Contains("Signal launch 1 SIGTERM"));
    app.end(1, Exited{5});
    EXPECT_THAT(app.rest(), Contains("Quit 0"));
}

TEST(Supervisor, AnotherTypesEndIsNeverZeroWhenOneIsNamed) {
    auto app = running(exiting({"web", "test"}, {ExitWhen::any, "test", false}));
    app.end(1, Exited{0});
    app.end(2, Signaled{SIGTERM, false});
    EXPECT_THAT(app.rest(), Contains("Quit 1"));
}

TEST(Supervisor, WhatIsNotEssentialEndsNothing) {
    for (const auto when : {ExitWhen::any, ExitWhen::failure, ExitWhen::all}) {
        auto plan = exiting({"web", "mailer"}, {when, {}, false});
        plan.instances[1].policy.essential = false;
        auto app = running(std::move(plan));
        app.end(2, Exited{3});
        EXPECT_EQ(app.snapshot().phase, Phase::running);
        app.end(1, Exited{0});
        EXPECT_THAT(app.rest(), Contains("Quit 0"));
    }
}

TEST(Supervisor, LetsTheOthersGoOnWhenOneIsComplete) {
    App app{{"web", "migrate"}};
    EXPECT_THAT(app.end(2, Exited{0}), ElementsAre("SignalRemnants launch 2 SIGTERM", "Reap launch 2",
                                                   "Say info “migrate.1 exited 0”"));
    EXPECT_EQ(app.snapshot().phase, Phase::running);
}

TEST(Supervisor, LetsTheOthersGoOnWhenWhatFailsIsNotEssential) {
    Policy policy;
    policy.essential = false;
    App app{{"web", "mailer"}, policy};
    app.end(2, Exited{1});
    EXPECT_EQ(app.snapshot().phase, Phase::running);
    app.end(1, Exited{1});
    EXPECT_THAT(app.rest(), ElementsAre("Say info “exit 0: every process has ended”", "Quit 0"));
}

TEST(Supervisor, EndsWithZeroWhenEveryProcessHasEnded) {
    App app{{"a", "b"}};
    app.end(1, Exited{0});
    EXPECT_THAT(app.end(2, Exited{0}),
                ElementsAre("SignalRemnants launch 2 SIGTERM", "Reap launch 2", "Say info “b.1 exited 0”",
                            "StopStream", "Look no launch"));
    EXPECT_THAT(app.rest(), ElementsAre("Say info “exit 0: every process has ended”", "Quit 0"));
}

TEST(Supervisor, TakesAFailedLaunchAsThatProcessesEnd) {
    App app{App::plan({"web", "worker"}, {})};
    app.on(Launched{LaunchId{1}});
    EXPECT_THAT(app.on(LaunchFailed{LaunchId{2}, {LaunchStage::exec, ENOENT, "celery"}}),
                Contains("Signal launch 1 SIGTERM"));
    app.end(1, Exited{0});
    EXPECT_THAT(
        app.rest(),
        ElementsAre(
            "Say error “exit 127: worker.1 cannot be started: exec 'celery': No such file or directory”",
            "Quit 127"));
}

TEST(Supervisor, StopsAllAtOnceAndEndsWithZero) {
    App app{{"web", "worker"}};
    EXPECT_THAT(app.stop(), ElementsAre("Say info “SIGINT: stopping web.1, worker.1”", "StopStream",
                                        "Signal launch 1 SIGTERM", "Signal launch 1 SIGCONT to its group",
                                        "Signal launch 2 SIGTERM", "Signal launch 2 SIGCONT to its group"));
    app.end(1, Exited{0});
    app.end(2, Exited{0});
    EXPECT_THAT(app.rest(), ElementsAre("Say info “exit 0: stopped by SIGINT”", "Quit 0"));
    EXPECT_EQ(app.snapshot().phase, Phase::ended);
}

TEST(Supervisor, EndsWithZeroAlsoWhenAProcessEndsBadlyDuringAStop) {
    App app{{"web"}};
    app.on(StopCaused{"the terminal was closed"});
    EXPECT_THAT(app.end(1, Exited{3}), Contains("Say info “web.1 exited 3”"));
    EXPECT_THAT(app.rest(), ElementsAre("Say info “exit 0: stopped: the terminal was closed”", "Quit 0"));
}

TEST(Supervisor, EndsWithZeroAlsoWhenItHadToKill) {
    App app{{"web"}};
    app.stop();
    EXPECT_THAT(app.tick_after(5s), ElementsAre("Say warning “web.1 did not end within 5 s: SIGKILL”",
                                                "Signal launch 1 SIGKILL to all of it"));
    app.end(1, Signaled{SIGKILL, false});
    EXPECT_THAT(app.rest(), Contains("Quit 0"));
}

TEST(Supervisor, GoesOnWithTheShutdownWhenOneIsStuck) {
    App app{{"web"}};
    app.stop();
    app.tick_after(5s);
    EXPECT_THAT(
        app.tick_after(5s),
        ElementsAre("Say error “web.1 does not end, not even by SIGKILL; given up”", "Look no launch"));
    EXPECT_THAT(app.rest(), Contains("Quit 0"));
}

TEST(Supervisor, SaysEachSecondWhatItWaitsFor) {
    App app{{"web", "worker"}};
    app.stop();
    EXPECT_EQ(app.next_deadline(), Monotonic{app.now + 1s});
    EXPECT_THAT(app.tick_after(1s),
                ElementsAre("Say info “waiting for web.1, worker.1 to end; SIGKILL in 4 s "
                            "(Ctrl-C again: now)”"));
    app.end(1, Exited{0});
    EXPECT_THAT(app.tick_after(1003ms),
                ElementsAre("Say info “waiting for worker.1 to end; SIGKILL in 3 s (Ctrl-C again: now)”"));
    EXPECT_EQ(app.next_deadline(), Monotonic{app.now + 997ms});
    app.on(Ended{LaunchId{2}, Exited{0}});
    app.on(RemnantsFound{LaunchId{2}, {"celery (12)"}});
    EXPECT_THAT(app.tick_after(1s),
                ElementsAre("Say info “waiting for celery (12) of worker.1 to end; SIGKILL in 2 s "
                            "(Ctrl-C again: now)”"));
}

TEST(Supervisor, CatchesUpWithOneLineAfterALongSleep) {
    Policy policy;
    policy.stop_timeout = 60s;
    App app{{"web"}, policy};
    app.stop();
    EXPECT_EQ(app.tick_after(30500ms).size(), 1U);
    EXPECT_EQ(app.next_deadline(), Monotonic{app.now + 500ms});
}

TEST(Supervisor, SaysWhatItWaitsForAfterSigkill) {
    App app{{"web"}};
    app.stop();
    app.tick_after(5s);
    EXPECT_THAT(app.tick_after(1s),
                ElementsAre("Say info “waiting for web.1 to end after SIGKILL; given up in 4 s”"));
    app.tick_after(3s);
    EXPECT_THAT(app.tick_after(996ms), ElementsAre()) << "in 4 ms it is said that it is given up";
}

TEST(Supervisor, KillsAtOnceOnTheSecondRequest) {
    App app{{"web", "worker"}};
    app.stop();
    app.now += 201ms;
    EXPECT_THAT(app.stop("SIGTERM"),
                ElementsAre("Say warning “SIGTERM again: SIGKILL to web.1, worker.1 now”",
                            "Signal launch 1 SIGKILL to all of it", "Signal launch 2 SIGKILL to all of it"));
    EXPECT_THAT(app.stop(), IsEmpty());
}

TEST(Supervisor, TakesASecondRequestWithin200MsAsTheSame) {
    App app{{"web"}};
    app.stop();
    app.now += 200ms;
    EXPECT_THAT(app.stop(), IsEmpty());
    app.now += 1ms;
    EXPECT_THAT(app.stop(), Contains("Signal launch 1 SIGKILL to all of it"));
}

// Found by seed 1637: the deadline had passed, its tick had not come yet, and the request did nothing.
TEST(Supervisor, KillsOnTheSecondRequestEvenWhenTheTickIsLate) {
    App app{{"web"}};
    app.stop();
    app.now += 6s;
    EXPECT_THAT(app.stop(), Contains("Signal launch 1 SIGKILL to all of it"));
}

TEST(Supervisor, KillsNobodyOnTheFirstRequestDuringAStopThatAFailureBegan) {
    App app{{"web", "worker"}};
    app.end(2, Exited{3});
    EXPECT_THAT(app.tick_after(1s),
                ElementsAre("Say info “waiting for web.1 to end; SIGKILL in 4 s (Ctrl-C twice: now)”"));
    EXPECT_THAT(app.stop(), ElementsAre("Say info “SIGINT: stopping already; Ctrl-C again: SIGKILL now”"));
    app.now += 300ms;
    EXPECT_THAT(app.stop(), Contains("Signal launch 1 SIGKILL to all of it"));
    app.end(1, Signaled{SIGKILL, false});
    EXPECT_THAT(app.rest(), Contains("Quit 3"));
}

// Ctrl-C reaches the reader of our output, too: ganger then sees a signal and, later, a broken pipe.
TEST(Supervisor, KillsNobodyWhenTheOutputBreaksDuringAStop) {
    App app{{"web"}};
    app.stop();
    app.now += 1s;
    EXPECT_THAT(app.on(StopCaused{"nobody reads our output any more"}), IsEmpty());
    app.end(1, Exited{0});
    EXPECT_THAT(app.rest(), ElementsAre("Say info “exit 0: stopped by SIGINT”", "Quit 0"));
}

TEST(Supervisor, KillsNobodyOnTheFirstRequestAfterTheOutputBroke) {
    App app{{"web"}};
    EXPECT_THAT(app.on(StopCaused{"nobody reads our output any more"}), Contains("Signal launch 1 SIGTERM"));
    app.now += 1s;
    EXPECT_THAT(app.stop(), ElementsAre("Say info “SIGINT: stopping already; Ctrl-C again: SIGKILL now”"));
}

TEST(Supervisor, EndsWithTheStatusOfWhatCausedTheStop) {
    App app{{"web"}};
    app.on(StopCaused{"an internal error: x", 1});
    app.end(1, Exited{0});
    EXPECT_THAT(app.rest(), ElementsAre("Say error “exit 1: stopped: an internal error: x”", "Quit 1"));
}

TEST(Supervisor, StopsWhatIsOnlyStarting) {
    App app{App::plan({"web"}, {})};
    EXPECT_THAT(app.stop(), Contains("Signal launch 1 SIGTERM"));
    EXPECT_THAT(app.on(Launched{LaunchId{1}}), IsEmpty());
    app.end(1, Exited{0});
    EXPECT_THAT(app.rest(), Contains("Quit 0"));
}

TEST(Supervisor, StopsBeforeAnythingWasStarted) {
    Supervisor supervisor{App::plan({"web"}, {}), 1};
    supervisor.handle(StopRequested{"SIGTERM"}, {});
    EXPECT_TRUE(supervisor.handle(StartRequested{}, {}).empty());
    const auto last = supervisor.handle(RemnantsGone{no_launch}, {});
    EXPECT_EQ(std::get<Quit>(last.back()).status, 0);
}

TEST(Supervisor, EndsWhatBelongsToNoInstance) {
    App app{{"web"}};
    app.stop();
    app.end(1, Exited{0});
    EXPECT_THAT(
        app.on(RemnantsFound{no_launch, {"daemon (99)"}}),
        ElementsAre(
            "Say warning “left behind by no process of ours that still runs: daemon (99); stopping it”",
            "SignalRemnants no launch SIGTERM"));
    app.now += 4s;
    EXPECT_THAT(app.tick_after(1s), ElementsAre("Say warning “daemon (99) did not end in time: SIGKILL”",
                                                "SignalRemnants no launch SIGKILL", "Look no launch"));
    app.now += 4s;
    EXPECT_THAT(app.tick_after(1s),
                ElementsAre("Say error “daemon (99) did not end, not even by SIGKILL; given up”",
                            "Say info “exit 0: stopped by SIGINT”", "Quit 0"));
}

TEST(Supervisor, GivesStraysASecondWhenTheDeadlineIsOver) {
    App app{{"web"}};
    app.stop();
    app.tick_after(5s);
    app.end(1, Signaled{SIGKILL, false});
    app.on(RemnantsFound{no_launch, {"daemon (99)"}});
    EXPECT_THAT(app.tick_after(999ms), Not(Contains("SignalRemnants no launch SIGKILL")));
    EXPECT_THAT(app.tick_after(1ms), Contains("SignalRemnants no launch SIGKILL"));
}

TEST(Supervisor, EndsEvenWhenNoLookIsEverAnswered) {
    App app{{"web"}};
    app.stop();
    app.on(Ended{LaunchId{1}, Exited{0}});
    std::vector<std::string> last;
    for (int ticks = 0; app.next_deadline() && ticks < 1000; ++ticks) {
        app.now = app.next_deadline()->time_since_epoch();
        last = app.on(Tick{});
    }
    EXPECT_THAT(last, Contains("Quit 0"));
}

TEST(Supervisor, SaysAnEndOnlyAfterTheLastWords) {
    Supervisor supervisor{App::plan({"web"}, {}), 1};
    supervisor.handle(StartRequested{}, {});
    const auto actions = supervisor.handle(Ended{LaunchId{1}, Exited{0}}, {});
    const auto said = std::find_if(actions.begin(), actions.end(),
                                   [](const Action& action) { return std::holds_alternative<Say>(action); });
    ASSERT_NE(said, actions.end());
    EXPECT_EQ(std::get<Say>(*said).after, LaunchId{1});
}

TEST(Supervisor, CountsLongListsOfNames) {
    App app{std::vector<std::string>{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}};
    EXPECT_THAT(
        app.stop(),
        Contains("Say info “SIGINT: stopping a.1, b.1, c.1, d.1, e.1, f.1, g.1, h.1, i.1, j.1 and 2 more”"));
}

TEST(Supervisor, ShowsStatesAndEnds) {
    App app{{"web", "migrate"}};
    app.tick_after(7s);
    app.end(2, Exited{0});
    const auto shown = app.snapshot();
    ASSERT_EQ(shown.instances.size(), 2U);
    EXPECT_EQ(shown.instances[0].state, "ready");
    EXPECT_EQ(shown.instances[0].launch, LaunchId{1});
    EXPECT_EQ(shown.instances[1].state, "completed");
    EXPECT_EQ(shown.instances[1].since, Monotonic{app.now});
    EXPECT_EQ(shown.instances[1].launch, std::nullopt);
    EXPECT_EQ(shown.instances[1].last_end, Ending{Exited{0}});
    EXPECT_EQ(shown.instances[1].restarts, 0U);
}

TEST(Supervisor, DoesNothingAfterQuit) {
    App app{{"web"}};
    app.end(1, Exited{1});
    app.rest();
    EXPECT_THAT(app.stop(), IsEmpty());
    EXPECT_THAT(app.on(Tick{}), IsEmpty());
    EXPECT_EQ(app.next_deadline(), std::nullopt);
}

} // namespace
} // namespace ganger::core
