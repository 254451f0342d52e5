#include <ganger/control/apps_report.hpp>
#include <ganger/control/start_progress.hpp>
#include <ganger/control/start_report.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ganger::control {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint16_t port = 5000;

InstanceReport instance(const std::string& state, std::optional<LastEnd> last_end = {}) {
    InstanceReport made;
    made.name = {"web", 1};
    made.state = state;
    made.port = port;
    made.last_end = std::move(last_end);
    return made;
}

std::string judged(const InstanceReport& instance, const std::set<std::uint16_t>& opened = {}) {
    const auto progress = start_progress({{}, {instance}}, opened);
    if (progress.is_ready()) return "ready";
    return progress.failed.empty() ? "pending" : failed_text(progress.failed);
}

TEST(StartProgress, WaitsForWhatIsOnItsWay) {
    for (const auto* state : {"waiting", "starting", "running", "stopping"})
        EXPECT_EQ(judged(instance(state)), "pending") << state;
}

TEST(StartProgress, IsReadyByTheSupervisorsWordOrByTheEnd) {
    for (const auto* state : {"ready", "completed", "stopped", "of a later version"})
        EXPECT_EQ(judged(instance(state)), "ready") << state;
    EXPECT_EQ(judged(instance("backoff", LastEnd{0, "exited 0"})), "ready");
}

TEST(StartProgress, IsReadyByListeningSinceTheStart) {
    EXPECT_EQ(judged(instance("running"), {port}), "ready");
    EXPECT_EQ(judged(instance("running"), {port + 1}), "pending");
    EXPECT_EQ(judged(instance("starting"), {port}), "pending") << "that is somebody else";
}

TEST(StartProgress, TellsWhatFailedItsFirstStartAlsoWhenItIsStartedAgain) {
    const LastEnd end{3, "exited 3"};
    for (const auto* state : {"failed", "backoff"})
        EXPECT_EQ(judged(instance(state, end)), "web.1 exited 3") << state;
    for (const auto* state : {"starting", "running"}) {
        auto again = instance(state, end);
        EXPECT_EQ(judged(again), "pending") << state << ": that was the end before a restart by command";
        again.restarts = 1;
        EXPECT_EQ(judged(again), "web.1 exited 3") << state;
    }
    EXPECT_EQ(judged(instance("ready", end)), "ready") << "that was long ago";
    EXPECT_EQ(judged(instance("stuck")), "web.1 stuck");
}

TEST(StartProgress, NothingAtAllIsReady) {
    EXPECT_TRUE(start_progress({}, {}).is_ready());
}

TEST(StartReport, HasTheErrorBesideWhatRuns) {
    ProcessesReport processes;
    processes.app.name = "shop";
    processes.app.pid = 7;
    processes.app.socket = "/run/ganger/a.sock";
    EXPECT_EQ(to_json(StartReport{processes}),
              R"({"app":{"name":"shop","root":"","procfile":"","profile":"","state":"","pid":7,"since":null,)"
              R"("socket":"/run/ganger/a.sock"},"instances":[],"started":true})");
    EXPECT_THAT(to_json(StartReport{processes, false, "not-ready", Error{"it is not", "wait"}}),
                testing::EndsWith(
                    R"("started":false,"error":{"code":"not-ready","message":"it is not","hint":"wait"}})"));
    EXPECT_EQ(read_processes_report(to_json(processes))->app.socket, "/run/ganger/a.sock");
}

TEST(AppsReport, CountsWhatRunsAndWhatShould) {
    ProcessesReport report;
    report.instances = {instance("ready"),     instance("running"), instance("backoff"),
                        instance("completed"), instance("stopped"), instance("failed")};
    const auto app = listed(report);
    EXPECT_EQ(app.running, 2U);
    EXPECT_EQ(app.wanted, 4U);
}

TEST(AppsReport, WhatIsNotKnownOfOneThatGivesNoAnswerIsNull) {
    ListedApp silent;
    silent.app.name = "shop";
    silent.app.state = "no answer";
    silent.answers = false;
    EXPECT_THAT(to_json(std::vector{silent}), testing::HasSubstr(R"("profile":null)"));
    EXPECT_THAT(to_json(std::vector{silent}),
                testing::EndsWith(R"("user":null,"running":null,"wanted":null}]})"));
    EXPECT_THAT(to_text({silent}, {}), testing::HasSubstr("\nshop  no answer  -      -    -        -    "));
}

} // namespace
} // namespace ganger::control
