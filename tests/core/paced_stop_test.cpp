#include "supervised_app.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace ganger::core {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

// a.1 … e.1 are the launches 1 to 5; two signals go out before others get their turn.
class App : public SupervisedApp {
  public:
    explicit App(const Policy& policy = leader_alone()) : SupervisedApp{paced(policy)} {
        for (std::uint64_t launch = 1; launch <= 5; ++launch) on(Launched{LaunchId{launch}});
    }

    std::vector<std::string> turn() { return on(TurnCame{}); }

  private:
    static Policy leader_alone() {
        Policy policy;
        policy.stop_scope = SignalScope::automatic;
        return policy;
    }

    static SupervisorPlan paced(const Policy& policy) {
        auto paced = plan({"a", "b", "c", "d", "e"}, policy);
        paced.stops_at_once = 2;
        for (auto& instance : paced.instances) instance.is_program = true;
        return paced;
    }
};

TEST(PacedStop, SignalsAFewAtATime) {
    App app;
    EXPECT_THAT(app.stop(), ElementsAre("Say info “SIGINT: stopping a.1, b.1, c.1, d.1, e.1”", "StopStream",
                                        "Signal launch 1 SIGTERM to its leader",
                                        "Signal launch 2 SIGTERM to its leader", "AwaitTurn"));
    EXPECT_THAT(app.turn(), ElementsAre("Signal launch 3 SIGTERM to its leader",
                                        "Signal launch 4 SIGTERM to its leader", "AwaitTurn"));
    EXPECT_THAT(app.turn(), ElementsAre("Signal launch 5 SIGTERM to its leader"));
    EXPECT_THAT(app.turn(), IsEmpty());
}

TEST(PacedStop, WhoeverEndsMeanwhileIsReapedAndIsNotSignalled) {
    App app;
    app.stop();
    EXPECT_THAT(app.end(3, Exited{0}), AllOf(Contains("Reap launch 3"), Contains("Say info “c.1 exited 0”")));
    EXPECT_THAT(app.turn(), ElementsAre("Signal launch 4 SIGTERM to its leader",
                                        "Signal launch 5 SIGTERM to its leader"));
}

TEST(PacedStop, IsOverWhenAllHaveEndedByThemselves) {
    App app;
    app.stop();
    for (std::uint64_t launch = 1; launch <= 5; ++launch) app.end(launch, Exited{0});
    EXPECT_THAT(app.turn(), IsEmpty());
    EXPECT_THAT(app.rest(), Contains("Quit 0"));
}

TEST(PacedStop, WaitsNoLongerOnceTimeHasPassed) {
    App app;
    app.stop();
    EXPECT_THAT(app.tick_after(50ms),
                ElementsAre("Signal launch 3 SIGTERM to its leader", "Signal launch 4 SIGTERM to its leader",
                            "Signal launch 5 SIGTERM to its leader"))
        << "a turn may be lost with an exception";
    EXPECT_THAT(app.turn(), IsEmpty());
}

TEST(PacedStop, ASecondRequestIsForAllAtOnce) {
    App app;
    app.stop();
    app.now += 1s;
    const auto actions = app.stop();
    for (const int launch : {1, 2, 3, 4, 5})
        EXPECT_THAT(actions, Contains("Signal launch " + std::to_string(launch) + " SIGKILL to all of it"));
    EXPECT_THAT(app.turn(), IsEmpty()) << "who has had SIGKILL needs nothing else";
}

TEST(PacedStop, SignalsAllBeforeWeAreSuspended) {
    App app;
    app.stop();
    EXPECT_THAT(app.on(SuspendRequested{}),
                AllOf(Contains("Signal launch 5 SIGTERM to its leader"), Not(Contains("AwaitTurn"))));
}

} // namespace
} // namespace ganger::core
