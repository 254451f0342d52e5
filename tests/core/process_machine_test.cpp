#include "../sim/lives_text.hpp"
#include "matrix.hpp"

#include <ganger/core/process_machine.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace ganger::core::process {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// One instance and its state; each event answers with the texts of the actions.
class Machine {
  public:
    explicit Machine(Policy policy = {}) : instance_{{"web", 1}, std::move(policy), std::uint16_t{5000}} {}

    static Machine of_a_program(Policy policy = {}) {
        Machine machine{std::move(policy)};
        machine.instance_.is_program = true;
        return machine;
    }

    std::vector<std::string> on(const Event& event) {
        last_ = step(instance_, state, event, {InstanceId{0}, LaunchId{next_}, now, 0.0});
        if (launch_of(last_.state) == LaunchId{next_}) ++next_;
        state = last_.state;
        std::vector<std::string> result;
        for (const auto& action : last_.actions) result.push_back(sim::text_of(action));
        return result;
    }

    std::vector<std::string> run() {
        on(Start{});
        return on(Launched{LaunchId{1}});
    }

    template <class S>
    bool is() const {
        return std::holds_alternative<S>(state);
    }
    std::optional<FinalEnd> failure() const {
        return last_.final && last_.final->failed ? last_.final : std::nullopt;
    }

    State state;
    Monotonic now{100s};

  private:
    SupervisedInstance instance_;
    Step last_;
    std::uint64_t next_ = 1;
};

Policy with(Restart restart) {
    Policy policy;
    policy.restart = restart;
    return policy;
}

Policy listening() {
    Policy policy;
    policy.listens = true;
    return policy;
}

constexpr LaunchId first{1};

TEST(ProcessMachine, StartsAndSaysSo) {
    Machine machine;
    EXPECT_THAT(machine.on(Start{}), ElementsAre("Launch instance 0 as launch 1"));
    EXPECT_TRUE(machine.is<Starting>());
    EXPECT_THAT(machine.on(Launched{first}), ElementsAre("Say info “web.1 started”"));
    EXPECT_TRUE(machine.is<Running>());
}

TEST(ProcessMachine, IsReadyWhenItHasRunForASecond) {
    Machine machine;
    machine.on(Start{});
    machine.now += 3s; // its launch took so long
    machine.on(Launched{first});
    EXPECT_EQ(deadline_of(machine.state), machine.now + 1s);
    machine.now += 999ms;
    machine.on(Tick{});
    EXPECT_TRUE(machine.is<Running>());
    machine.now += 1ms;
    EXPECT_THAT(machine.on(Tick{}), IsEmpty());
    EXPECT_TRUE(machine.is<Ready>());
    EXPECT_EQ(deadline_of(machine.state), std::nullopt);
}

TEST(ProcessMachine, NamesThePortOfWhatListens) {
    Machine machine{listening()};
    EXPECT_THAT(machine.run(), ElementsAre("Say info “web.1 started on port 5000”"));
}

TEST(ProcessMachine, SignalsWhatIsLeftBeforeItReaps) {
    Machine machine;
    machine.run();
    EXPECT_THAT(
        machine.on(Ended{first, Exited{3}}),
        ElementsAre("SignalRemnants launch 1 SIGTERM", "Reap launch 1", "Say error “web.1 exited 3”"));
    ASSERT_TRUE(machine.failure());
    EXPECT_EQ(machine.failure()->code, 3);
    EXPECT_EQ(machine.failure()->reason, "web.1 exited 3");
}

TEST(ProcessMachine, IsDoneOnlyWhenNothingOfItIsLeft) {
    Machine machine;
    machine.run();
    machine.on(Ended{first, Exited{0}});
    EXPECT_FALSE(settled(machine.state));
    EXPECT_THAT(machine.on(RemnantsGone{first}), IsEmpty());
    EXPECT_TRUE(machine.is<Completed>());
    EXPECT_TRUE(settled(machine.state));
}

TEST(ProcessMachine, KnowsAnEndThatIsToldBeforeTheStart) {
    Machine machine;
    machine.on(Start{});
    machine.on(Ended{first, Exited{1}});
    EXPECT_TRUE(machine.is<Sweeping>());
    EXPECT_THAT(machine.on(Launched{first}), IsEmpty());
    machine.on(RemnantsGone{first});
    EXPECT_TRUE(machine.is<Failed>());
}

TEST(ProcessMachine, TellsALaunchThatFailedByItsStage) {
    Machine machine;
    machine.on(Start{});
    const auto said = machine.on(LaunchFailed{first, {LaunchStage::exec, ENOENT, "gunicorn"}});
    ASSERT_EQ(said.size(), 1U);
    EXPECT_THAT(said[0], HasSubstr("web.1 cannot be started: exec 'gunicorn': No such file or directory"));
    EXPECT_TRUE(machine.is<Failed>());
    EXPECT_EQ(machine.failure()->code, 127);
}

TEST(ProcessMachine, TakesZeroOfWhatListensAsAFailureWithOne) {
    Machine machine{listening()};
    machine.run();
    machine.on(Ended{first, Exited{0}});
    ASSERT_TRUE(machine.failure());
    EXPECT_EQ(machine.failure()->code, 0);
    EXPECT_EQ(machine.failure()->reason, "web.1 exited 0, though it is expected to listen");
}

TEST(ProcessMachine, TakesASuccessCodeAsSuccess) {
    Policy policy;
    policy.success_exit_codes = {0, 143};
    Machine machine{policy};
    machine.run();
    machine.on(Ended{first, Exited{143}});
    EXPECT_FALSE(machine.failure());
}

TEST(ProcessMachine, IsNeverZeroForASignal) {
    Machine machine;
    machine.run();
    machine.on(Ended{first, Signaled{SIGSEGV, false}});
    EXPECT_EQ(machine.failure()->code, 128 + SIGSEGV);
}

TEST(ProcessMachine, IgnoresNewsOfAnotherLaunch) {
    Machine machine;
    machine.run();
    EXPECT_THAT(machine.on(Ended{LaunchId{7}, Exited{3}}), IsEmpty());
    EXPECT_THAT(machine.on(Ended{no_launch, Exited{3}}), IsEmpty());
    EXPECT_TRUE(machine.is<Running>());
}

TEST(ProcessMachine, StopsWithTheSignalAndThenCont) {
    Machine machine;
    machine.run();
    EXPECT_THAT(machine.on(Stop{machine.now + 5s}),
                ElementsAre("Signal launch 1 SIGTERM", "Signal launch 1 SIGCONT to its group"));
    EXPECT_EQ(deadline_of(machine.state), machine.now + 5s);
    EXPECT_THAT(
        machine.on(Ended{first, Signaled{SIGTERM, false}}),
        ElementsAre("SignalRemnants launch 1 SIGTERM", "Reap launch 1", "Say info “web.1 ended by SIGTERM”"));
    EXPECT_FALSE(machine.failure());
    machine.on(RemnantsGone{first});
    EXPECT_TRUE(machine.is<Stopped>());
}

TEST(ProcessMachine, LooksAtAProgramOnlyIfTheSignalDoesNotEndIt) {
    auto machine = Machine::of_a_program();
    machine.run();
    EXPECT_THAT(machine.on(Stop{machine.now + 5s}), ElementsAre("Signal launch 1 SIGTERM to its leader"));
    EXPECT_EQ(deadline_of(machine.state), machine.now + 100ms);
    EXPECT_THAT(machine.on(Tick{}), IsEmpty());
    machine.now += 100ms;
    EXPECT_THAT(machine.on(Tick{}), ElementsAre("Signal launch 1 SIGTERM to the others of a shell's group",
                                                "Signal launch 1 SIGCONT to its group"));
    EXPECT_EQ(deadline_of(machine.state), machine.now + 4900ms);
    EXPECT_THAT(machine.on(Tick{}), IsEmpty());
}

TEST(ProcessMachine, ASecondStopDoesNotPutOffTheLook) {
    auto machine = Machine::of_a_program();
    machine.run();
    machine.on(Stop{machine.now + 5s});
    machine.now += 60ms;
    EXPECT_THAT(machine.on(Stop{machine.now + 1s}), IsEmpty());
    machine.now += 40ms;
    EXPECT_EQ(machine.on(Tick{}).size(), 2U);
    EXPECT_EQ(deadline_of(machine.state), machine.now + 960ms);
}

TEST(ProcessMachine, AGraceThatIsOverBeforeTheLookKills) {
    auto machine = Machine::of_a_program();
    machine.run();
    machine.on(Stop{machine.now + 50ms});
    machine.now += 50ms;
    EXPECT_THAT(machine.on(Tick{}), Contains("Signal launch 1 SIGKILL to all of it"));
}

TEST(ProcessMachine, WhoGetsTheSignalCanBeSet) {
    for (const auto scope : {SignalScope::group, SignalScope::leader}) {
        Policy policy;
        policy.stop_scope = scope;
        auto machine = Machine::of_a_program(policy);
        machine.run();
        const std::string to = scope == SignalScope::group ? "group" : "leader";
        EXPECT_THAT(machine.on(Stop{machine.now + 5s}), ElementsAre("Signal launch 1 SIGTERM to its " + to,
                                                                    "Signal launch 1 SIGCONT to its group"));
        EXPECT_EQ(deadline_of(machine.state), machine.now + 5s);
    }
}

TEST(ProcessMachine, StopsWhatIsOnlyStarting) {
    Machine machine;
    machine.on(Start{});
    EXPECT_THAT(machine.on(Stop{machine.now + 5s}),
                ElementsAre("Signal launch 1 SIGTERM", "Signal launch 1 SIGCONT to its group"));
    EXPECT_THAT(machine.on(Launched{first}), IsEmpty());
    EXPECT_TRUE(machine.is<Stopping>());
}

TEST(ProcessMachine, IsStoppedWhenTheLaunchFailsDuringTheStop) {
    Machine machine;
    machine.on(Start{});
    machine.on(Stop{machine.now + 5s});
    machine.on(LaunchFailed{first, {LaunchStage::fork, EAGAIN, {}}});
    EXPECT_TRUE(machine.is<Stopped>());
    EXPECT_FALSE(machine.failure());
}

TEST(ProcessMachine, KillsAfterGraceWhenTermIsIgnored) {
    Machine machine;
    machine.run();
    machine.on(Stop{machine.now + 5s});
    machine.now += 4999ms;
    EXPECT_THAT(machine.on(Tick{}), IsEmpty());
    machine.now += 1ms;
    EXPECT_THAT(machine.on(Tick{}), ElementsAre("Say warning “web.1 did not end within 5 s: SIGKILL”",
                                                "Signal launch 1 SIGKILL to all of it"));
    EXPECT_THAT(machine.on(Ended{first, Signaled{SIGKILL, false}}),
                ElementsAre("SignalRemnants launch 1 SIGKILL", "Reap launch 1",
                            "Say info “web.1 was killed by SIGKILL”"));
}

TEST(ProcessMachine, GivesUpWhatSigkillDoesNotEnd) {
    Machine machine;
    machine.run();
    machine.on(Kill{});
    machine.now += stuck_after;
    EXPECT_THAT(machine.on(Tick{}),
                ElementsAre("Say error “web.1 does not end, not even by SIGKILL; given up”"));
    EXPECT_TRUE(settled(machine.state));
    EXPECT_EQ(state_text(machine.state), "stuck");
}

TEST(ProcessMachine, ReapsWhatWasGivenUpWhenItEndsAfterAll) {
    Machine machine;
    machine.run();
    machine.on(Kill{});
    machine.now += stuck_after;
    machine.on(Tick{});
    EXPECT_THAT(machine.on(Ended{first, Signaled{SIGKILL, false}}),
                ElementsAre("SignalRemnants launch 1 SIGKILL", "Reap launch 1",
                            "Say info “web.1 was killed by SIGKILL”"));
}

TEST(ProcessMachine, NamesWhatAnUnaskedEndLeftBehindOnce) {
    Machine machine;
    machine.run();
    machine.now += 60s;
    machine.on(Ended{first, Exited{1}});
    EXPECT_THAT(
        machine.on(RemnantsFound{first, {"nginx (4711)", "nginx (4712)"}}),
        ElementsAre("Say warning “web.1 left 2 processes behind: nginx (4711), nginx (4712); stopping them”",
                    "SignalRemnants launch 1 SIGTERM"));
    EXPECT_THAT(machine.on(RemnantsFound{first, {"nginx (4712)"}}),
                ElementsAre("SignalRemnants launch 1 SIGTERM"));
}

TEST(ProcessMachine, HintsWhereAServerPutItselfIntoTheBackground) {
    Machine machine{listening()};
    machine.run();
    machine.on(Ended{first, Exited{0}});
    const auto said = machine.on(RemnantsFound{first, {"nginx (4711)"}});
    EXPECT_THAT(said.at(0),
                HasSubstr("web.1 left 1 process behind: nginx (4711); stopping it (did it put itself into "
                          "the background? It has to run in the foreground here)"));
}

TEST(ProcessMachine, SaysNothingOfWhatIsLeftDuringAStop) {
    Machine machine;
    machine.run();
    machine.on(Stop{machine.now + 5s});
    machine.on(Ended{first, Exited{0}});
    EXPECT_THAT(machine.on(RemnantsFound{first, {"x (1)"}}), ElementsAre("SignalRemnants launch 1 SIGTERM"));
}

TEST(ProcessMachine, KillsWhatIsLeftAtTheStopsOwnDeadlineAndAgainAndThenGivesUp) {
    Machine machine;
    machine.run();
    machine.on(Stop{machine.now + 5s});
    machine.now += 3s;
    machine.on(Ended{first, Exited{0}});
    machine.on(RemnantsFound{first, {"x (1)"}});
    machine.now += 2s;
    EXPECT_THAT(machine.on(Tick{}), ElementsAre("Say warning “web.1: x (1) did not end within 5 s: SIGKILL”",
                                                "SignalRemnants launch 1 SIGKILL"));
    EXPECT_EQ(deadline_of(machine.state), machine.now + kill_period);
    machine.now += kill_period;
    EXPECT_THAT(machine.on(Tick{}), ElementsAre("SignalRemnants launch 1 SIGKILL", "Look launch 1"));
    machine.now += 5s;
    EXPECT_THAT(machine.on(Tick{}),
                ElementsAre("Say error “web.1: x (1) did not end, not even by SIGKILL; given up”"));
    EXPECT_TRUE(machine.is<Littered>());
}

TEST(ProcessMachine, BacksOffAndStartsAgain) {
    Machine machine{with(Restart::on_failure)};
    machine.run();
    const auto said = machine.on(Ended{first, Exited{1}});
    EXPECT_EQ(said.at(2), "Say warning “web.1 exited 1; starts again in 0.5 s”");
    EXPECT_FALSE(machine.failure());
    machine.on(RemnantsGone{first});
    ASSERT_TRUE(machine.is<BackingOff>());
    EXPECT_FALSE(settled(machine.state));
    EXPECT_EQ(deadline_of(machine.state), machine.now + 500ms);
    machine.now += 500ms;
    EXPECT_THAT(machine.on(Tick{}), ElementsAre("Launch instance 0 as launch 2"));
}

TEST(ProcessMachine, DoublesTheBackOffUntilItWasHealthy) {
    Machine machine{with(Restart::always)};
    machine.run();
    machine.on(Ended{first, Exited{1}});
    machine.on(RemnantsGone{first});
    machine.now += 500ms;
    machine.on(Tick{});
    EXPECT_EQ(machine.on(Ended{LaunchId{2}, Exited{1}}).at(2),
              "Say warning “web.1 exited 1; starts again in 1 s (2nd time)”");
    machine.on(RemnantsGone{LaunchId{2}});
    machine.now += 1s;
    machine.on(Tick{});
    machine.now += 30s;
    EXPECT_EQ(machine.on(Ended{LaunchId{3}, Exited{0}}).at(2),
              "Say info “web.1 exited 0; starts again in 0.5 s”");
}

TEST(ProcessMachine, NeverStartsAgainAfterAStop) {
    Machine machine{with(Restart::always)};
    machine.run();
    machine.on(Ended{first, Exited{1}});
    machine.on(Stop{machine.now + 5s});
    machine.on(RemnantsGone{first});
    EXPECT_TRUE(machine.is<Stopped>());
    EXPECT_EQ(deadline_of(machine.state), std::nullopt);
}

TEST(ProcessMachine, StopsABackOffAtOnce) {
    Machine machine{with(Restart::always)};
    machine.run();
    machine.on(Ended{first, Exited{1}});
    machine.on(RemnantsGone{first});
    EXPECT_THAT(machine.on(Stop{machine.now}), IsEmpty());
    EXPECT_TRUE(machine.is<Stopped>());
}

// Found by seed 898017: what is to be started again was taken as done with, and the app ended under it.
TEST(ProcessMachine, WaitsForStuckRemnantsBeforeItStartsAgain) {
    Machine machine{with(Restart::always)};
    machine.run();
    machine.on(Ended{first, Exited{1}});
    machine.now += 5s;
    machine.on(Tick{});
    machine.now += stuck_after;
    machine.on(Tick{});
    ASSERT_TRUE(machine.is<Littered>());
    EXPECT_FALSE(settled(machine.state));
    machine.on(RemnantsGone{first});
    EXPECT_TRUE(machine.is<BackingOff>());
}

// src/core/README.md holds the matrix; this test writes it anew and compares. To take a change over:
// GANGER_WRITE_MATRIX=1 and run it again.
TEST(ProcessMachine, MatrixInTheReadmeIsTrue) {
    std::ifstream file{GANGER_CORE_README};
    ASSERT_TRUE(file) << "cannot read " GANGER_CORE_README;
    std::stringstream text;
    text << file.rdbuf();
    const auto changed = with_matrix(text.str(), matrix());
    if (std::getenv("GANGER_WRITE_MATRIX") != nullptr) std::ofstream{GANGER_CORE_README} << changed;
    EXPECT_TRUE(text.str() == changed) << "run this test with GANGER_WRITE_MATRIX=1 and review the change";
}

TEST(ProcessMachine, CountsTheTimesInARow) {
    Machine machine{with(Restart::on_failure)};
    machine.run();
    for (const auto* said : {"Say warning “web.1 exited 3; starts again in 0.5 s”",
                             "Say warning “web.1 exited 3; starts again in 1 s (2nd time)”",
                             "Say warning “web.1 exited 3; starts again in 2 s (3rd time)”"}) {
        const auto launch = launch_of(machine.state);
        EXPECT_THAT(machine.on(Ended{launch, Exited{3}}), Contains(said));
        machine.on(RemnantsGone{launch});
        machine.now += 2s;
        machine.on(Tick{});
        machine.on(Launched{launch_of(machine.state)});
    }
    machine.now += 30s;
    EXPECT_THAT(machine.on(Ended{launch_of(machine.state), Exited{3}}),
                Contains("Say warning “web.1 exited 3; starts again in 0.5 s”"));
}

Policy at_most(unsigned count) {
    auto policy = with(Restart::always);
    policy.max_restarts = {count, 60s};
    policy.backoff.initial = 0s;
    return policy;
}

TEST(ProcessMachine, GivesUpWhatFailsTooOften) {
    Machine machine{at_most(2)};
    machine.run();
    for (int time = 0; time < 2; ++time) {
        const auto launch = launch_of(machine.state);
        machine.on(Ended{launch, Exited{3}});
        machine.on(RemnantsGone{launch});
        machine.on(Tick{});
    }
    const auto last = launch_of(machine.state);
    EXPECT_THAT(machine.on(Ended{last, Exited{3}}),
                Contains("Say error “web.1 exited 3; failed 3 times within 60 s: given up”"));
    ASSERT_TRUE(machine.failure());
    EXPECT_EQ(machine.failure()->code, 3);
    machine.on(RemnantsGone{last});
    EXPECT_TRUE(machine.is<Failed>());
}

TEST(ProcessMachine, WhatIsGivenUpAfterAnEndWithZeroHasFailedAllTheSame) {
    Machine machine{at_most(1)};
    machine.run();
    machine.on(Ended{first, Exited{0}});
    machine.on(RemnantsGone{first});
    machine.on(Tick{});
    machine.on(Ended{LaunchId{2}, Exited{0}});
    ASSERT_TRUE(machine.failure());
    EXPECT_EQ(machine.failure()->code, 1);
    EXPECT_EQ(machine.failure()->reason, "web.1 exited 0; ended 2 times within 60 s: given up");
}

TEST(ProcessMachine, CountsOnlyWhatLiesWithinTheTime) {
    Machine machine{at_most(1)};
    machine.run();
    for (int time = 0; time < 5; ++time) {
        machine.now += 61s;
        const auto launch = launch_of(machine.state);
        machine.on(Ended{launch, Exited{3}});
        machine.on(RemnantsGone{launch});
        machine.on(Tick{});
        EXPECT_TRUE(machine.is<Starting>());
    }
}

TEST(ProcessMachine, ALaunchThatFailsCountsAsAnEndAndIsNeverHealthy) {
    auto policy = at_most(1);
    policy.backoff = {1s, 2.0, 30s, 0s};
    Machine machine{policy};
    machine.on(Start{});
    const NotLaunched why{LaunchStage::fork, EAGAIN, {}};
    machine.on(LaunchFailed{first, why});
    ASSERT_TRUE(machine.is<BackingOff>());
    machine.now += 1s;
    machine.on(Tick{});
    machine.on(LaunchFailed{LaunchId{2}, why});
    EXPECT_TRUE(machine.is<Failed>());
    EXPECT_TRUE(machine.failure());
}

TEST(ProcessMachine, AFastCrashLoopIsToldFiveTimesThenOnceAMinuteWithTheNumber) {
    auto policy = at_most(0);
    Machine machine{policy};
    machine.run();
    std::vector<std::string> said;
    for (int time = 0; time < 700; ++time) {
        const auto launch = launch_of(machine.state);
        for (auto& text : machine.on(Ended{launch, Exited{3}}))
            if (text.starts_with("Say")) said.push_back(text);
        machine.on(RemnantsGone{launch});
        machine.now += 100ms;
        machine.on(Tick{});
        for (auto& text : machine.on(Launched{launch_of(machine.state)})) said.push_back(text);
    }
    ASSERT_EQ(said.size(), 2U * (5 + 1));
    EXPECT_EQ(said[8], "Say warning “web.1 exited 3; starts again at once (5th time; told once a minute from "
                       "now on)”");
    EXPECT_EQ(said[10], "Say warning “web.1 exited 3; starts again at once (601st time; 595 before were not "
                        "told)”");
    EXPECT_EQ(said[11], "Say info “web.1 started”");
}

} // namespace
} // namespace ganger::core::process
