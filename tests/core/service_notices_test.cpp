#include <ganger/core/service_notices.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace ganger::core {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

InstanceSnapshot instance(const std::string& type, unsigned number, std::string_view state) {
    InstanceSnapshot result;
    result.name = {type, number};
    result.state = state;
    result.begun = state != "waiting" && state != "starting" && state != "running";
    return result;
}

InstanceSnapshot crashing(const std::string& type, std::string_view state, unsigned restarts,
                          Deadline next_start = {}) {
    auto result = instance(type, 1, state);
    result.restarts = restarts;
    result.last_end = Exited{1};
    result.next_start = next_start;
    result.begun = true;
    return result;
}

// A service, its manager and the time.
class Service {
  public:
    explicit Service(std::optional<Duration> watchdog = {}) : notices_{watchdog, now} {}

    // What it is told when it looks as soon as it may.
    std::string shows(std::vector<InstanceSnapshot> instances, Phase phase = Phase::running) {
        snapshot_ = {phase, std::move(instances)};
        notices_.touched(phase, now);
        return looks();
    }
    std::string looks() {
        const auto due = notices_.next_deadline();
        if (!due) return {};
        now = std::max(now, *due);
        return notices_.take(snapshot_, now);
    }

    Monotonic now{1000s};
    ServiceNotices notices() const { return notices_; }

  private:
    Snapshot snapshot_;
    ServiceNotices notices_;
};

TEST(ServiceNotices, AreReadyWhenEveryInstanceHasBegun) {
    Service service;
    EXPECT_EQ(service.shows({instance("web", 1, "running"), instance("web", 2, "starting")}),
              "STATUS=web 0/2\n");
    EXPECT_THAT(service.shows({instance("web", 1, "ready"), instance("web", 2, "running")}), IsEmpty());
    EXPECT_EQ(service.shows({instance("web", 1, "ready"), instance("web", 2, "ready")}),
              "READY=1\nSTATUS=web 2/2\n");
}

TEST(ServiceNotices, AreReadyOnce) {
    Service service;
    EXPECT_THAT(service.shows({instance("web", 1, "ready")}), HasSubstr("READY=1"));
    EXPECT_THAT(service.shows({crashing("web", "starting", 1)}), Not(HasSubstr("READY=1")));
    service.now += 5s;
    EXPECT_THAT(service.shows({crashing("web", "ready", 1)}), Not(HasSubstr("READY=1")));
}

TEST(ServiceNotices, DoNotWaitForWhatFailedItsFirstStart) {
    Service service;
    EXPECT_EQ(service.shows({instance("web", 1, "ready"), instance("web", 2, "ready"),
                             crashing("mailer", "backoff", 0, service.now + 8s)}),
              "READY=1\nSTATUS=degraded: web 2/2, mailer 0/1 (exited 1, next in 8 s)\n");
}

TEST(ServiceNotices, AreNotReadyWhileARelaseRunsFirst) {
    Service service;
    service.shows({instance("release", 1, "completed"), instance("web", 1, "waiting")});
    EXPECT_THAT(service.shows({instance("release", 1, "completed"), instance("web", 1, "ready")}),
                HasSubstr("READY=1\nSTATUS=release 0/1 (completed), web 1/1\n"));
}

TEST(ServiceNotices, TellAChangeAtOnceButNotMoreOftenThanOnceASecond) {
    Service service;
    const auto begun = service.now;
    service.shows({instance("web", 1, "ready")});
    EXPECT_THAT(service.shows({crashing("web", "backoff", 3, begun + 60s)}), IsEmpty());
    EXPECT_THAT(service.looks(), HasSubstr("3 restarts"));
    EXPECT_EQ(service.now, begun + 1s);
    service.now += 10s;
    const auto changed = service.now;
    EXPECT_THAT(service.shows({crashing("web", "running", 4)}), HasSubstr("4 restarts"));
    EXPECT_EQ(service.now, changed);
}

TEST(ServiceNotices, CountDownSlowly) {
    Service service;
    const auto due = service.now + 8s;
    service.shows({crashing("web", "backoff", 4, due)});
    EXPECT_EQ(service.notices().next_deadline(), due - 3s);
    EXPECT_EQ(service.looks(), "STATUS=degraded: web 0/1 (exited 1, 4 restarts, next in 3 s)\n");
}

TEST(ServiceNotices, AreSilentAndAsleepWhenNothingChanges) {
    Service service;
    service.shows({instance("web", 1, "ready")});
    EXPECT_THAT(service.shows({instance("web", 1, "ready")}), IsEmpty());
    EXPECT_EQ(service.notices().next_deadline(), std::nullopt);
}

TEST(ServiceNotices, LookAtMostTenTimesASecond) {
    Service service;
    service.shows({instance("web", 1, "ready")});
    auto notices = service.notices();
    for (int i = 0; i < 5; ++i) notices.touched(Phase::running, service.now + 1ms * i);
    EXPECT_EQ(notices.next_deadline(), service.now + 100ms);
}

TEST(ServiceNotices, SayThatTheyStop) {
    Service service;
    service.shows({instance("web", 1, "ready"), instance("web", 2, "ready")});
    EXPECT_EQ(service.shows({instance("web", 1, "stopped"), instance("web", 2, "stopping")}, Phase::stopping),
              "STOPPING=1\nSTATUS=stopping web.2\n");
    EXPECT_THAT(
        service.shows({instance("web", 1, "stopped"), instance("web", 2, "stopped")}, Phase::stopping),
        Not(HasSubstr("STOPPING")));
}

TEST(ServiceNotices, SayThatTheyStopAlsoWhereAllIsOverAMomentAfterTheLastStatus) {
    Service service;
    service.shows({instance("web", 1, "ready")});
    const auto told = service.now;
    EXPECT_EQ(service.shows({instance("web", 1, "stopping")}, Phase::stopping),
              "STOPPING=1\nSTATUS=stopping web.1\n");
    EXPECT_EQ(service.now, told) << "nobody waits for the next look";

    Service sudden;
    sudden.shows({instance("web", 1, "ready")});
    EXPECT_THAT(sudden.shows({instance("web", 1, "failed")}, Phase::ended), HasSubstr("STOPPING=1\n"));
    EXPECT_EQ(sudden.now, told);
}

TEST(ServiceNotices, NeverCallAnAppReadyThatIsStopped) {
    Service service;
    service.shows({instance("web", 1, "running")});
    EXPECT_THAT(service.shows({instance("web", 1, "stopped")}, Phase::stopping), Not(HasSubstr("READY")));
}

TEST(ServiceNotices, AnswerTheWatchdogTwiceInItsTime) {
    Service service{10s};
    EXPECT_THAT(service.shows({instance("web", 1, "ready")}), HasSubstr("WATCHDOG=1\nREADY=1\n"));
    for (int i = 1; i < 4; ++i) {
        EXPECT_EQ(service.looks(), "WATCHDOG=1\n");
        EXPECT_EQ(service.now, Monotonic{1000s} + i * 5s);
    }
    EXPECT_THAT(service.shows({instance("web", 1, "stopping")}, Phase::stopping), HasSubstr("STOPPING=1"));
    EXPECT_EQ(service.looks(), "WATCHDOG=1\n");
}

TEST(ServiceNotices, AnswerTheWatchdogOnceForAllThatAStandstillHasMissed) {
    Service service{10s};
    service.shows({instance("web", 1, "ready")});
    service.now += 60s;
    EXPECT_EQ(service.looks(), "WATCHDOG=1\n");
    EXPECT_EQ(service.notices().next_deadline(), service.now + 5s);
}

TEST(ServiceNotices, AnswerTheWatchdogOfASecondAlsoWhileItRefuses) {
    Service service{1s};
    auto notices = service.notices();
    notices.postpone(service.now);
    EXPECT_EQ(notices.next_deadline(), service.now + 500ms);
}

TEST(ServiceNotices, TryAgainLaterWhatWasRefused) {
    Service service;
    auto notices = service.notices();
    notices.postpone(service.now);
    EXPECT_EQ(notices.next_deadline(), service.now + 1s);
    EXPECT_THAT(notices.take({Phase::running, {instance("web", 1, "ready")}}, service.now + 1s),
                HasSubstr("READY=1"));
}

TEST(ServiceStatus, NamesWhatFailedRatherThanWhatWasStopped) {
    EXPECT_EQ(
        to_text(status_of({Phase::running, {instance("web", 1, "stopped"), crashing("web", "failed", 5)}}),
                {}),
        "degraded: web 0/2 (exited 1, 5 restarts)");
    EXPECT_EQ(to_text(status_of({Phase::running, {instance("web", 1, "stopped")}}), {}), "web 0/1 (stopped)");
}

TEST(ServiceStatus, PutsWhatIsWrongFirstWhereNotAllTypesFit) {
    Snapshot snapshot{Phase::running, {}};
    for (int i = 0; i < 100; ++i)
        snapshot.instances.push_back(instance("type" + std::to_string(i), 1, "ready"));
    snapshot.instances.push_back(crashing("last", "failed", 0));
    const auto text = to_text(status_of(snapshot), {});
    EXPECT_THAT(text, testing::StartsWith("degraded: last 0/1 (exited 1), type0 1/1, "));
    EXPECT_THAT(text, testing::EndsWith(" and 91 more"));
}

// A datagram is one assignment a line, and the manager drops what is no UTF-8 or too long.
TEST(ServiceStatus, IsOneShortLineOfText) {
    auto bad = instance("web", 1, "failed");
    bad.last_end = NotLaunched{LaunchStage::exec, ENOENT, "a\nREADY=1\n\xff" + std::string(9000, 'x')};
    const auto text = to_text(status_of({Phase::running, {bad}}), {});
    EXPECT_THAT(text, HasSubstr("exec 'a READY=1 \xef\xbf\xbdxxx"));
    EXPECT_LT(text.size(), 300U);
}

TEST(ServiceManager, IsThereOnlyWithASocket) {
    EXPECT_FALSE(service_manager_of("", "10", "7", 7));
    EXPECT_FALSE(service_manager_of("run/notify", "", "", 7));
    EXPECT_FALSE(service_manager_of("@", "", "", 7));
    const auto manager = service_manager_of("/run/notify", "", "", 7);
    ASSERT_TRUE(manager);
    EXPECT_EQ(manager->socket, "/run/notify");
    EXPECT_EQ(manager->watchdog, std::nullopt);
}

TEST(ServiceManager, WatchesOnlyWhomItNames) {
    EXPECT_EQ(service_manager_of("@x", "3000000", "7", 7)->watchdog, Duration{3s});
    EXPECT_EQ(service_manager_of("@x", "3000000", "8", 7)->watchdog, std::nullopt);
    EXPECT_EQ(service_manager_of("@x", "3000000", "", 7)->watchdog, std::nullopt);
    EXPECT_EQ(service_manager_of("@x", "0", "7", 7)->watchdog, std::nullopt);
    EXPECT_EQ(service_manager_of("@x", "-3", "7", 7)->watchdog, std::nullopt);
    EXPECT_EQ(service_manager_of("@x", "3s", "7", 7)->watchdog, std::nullopt);
}

} // namespace
} // namespace ganger::core
