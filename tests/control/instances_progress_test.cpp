#include <ganger/control/instances_progress.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

namespace ganger::control {
namespace {

InstanceReport instance(const std::string& type, unsigned number, const std::string& state) {
    InstanceReport made;
    made.name = {type, number};
    made.state = state;
    return made;
}

ProcessesReport report(std::vector<InstanceReport> instances) {
    return {{}, std::move(instances)};
}

std::string text(const Progress& progress) {
    return fmt::format("{} | {}", fmt::join(progress.awaited, ", "), fmt::join(progress.failures, "; "));
}

// Of web.1 alone.
std::string told(InstanceVerb verb, const InstanceReport& instance) {
    return text(progress_of(verb, {{"web.1"}, {}}, report({instance})));
}

std::string told(InstanceVerb verb, const std::string& state) {
    return told(verb, instance("web", 1, state));
}

TEST(InstancesProgress, OfAStartIsAReadyOneOrOneThatHasEndedWithSuccess) {
    EXPECT_EQ(told(InstanceVerb::start, "ready"), " | ");
    EXPECT_EQ(told(InstanceVerb::restart, "completed"), " | ");
    for (const auto* state : {"waiting", "starting", "running", "stopping"})
        EXPECT_EQ(told(InstanceVerb::start, state), "web.1 | ") << state;
}

TEST(InstancesProgress, OfAStartTellsWhyItWillNotComeAbout) {
    auto failed = instance("web", 1, "failed");
    failed.last_end = LastEnd{3, "exited 3"};
    EXPECT_EQ(told(InstanceVerb::start, failed), " | web.1 failed: exited 3");
    failed.state = "backoff";
    EXPECT_EQ(told(InstanceVerb::start, failed), " | web.1 failed and is started again: exited 3");
    failed.state = "running";
    EXPECT_EQ(told(InstanceVerb::restart, failed), "web.1 | ") << "that was how the old one ended";
    failed.restarts = 1;
    EXPECT_EQ(told(InstanceVerb::start, failed), " | web.1 failed and is started again: exited 3");
    EXPECT_EQ(told(InstanceVerb::start, "stopped"), " | web.1 was stopped meanwhile");
    EXPECT_EQ(told(InstanceVerb::start, "stuck"), " | web.1 does not end, not even by SIGKILL");
    EXPECT_EQ(text(progress_of(InstanceVerb::start, {{"web.1"}, {}}, report({}))),
              " | web.1 was scaled away meanwhile");
}

TEST(InstancesProgress, OfAStopIsDoneWhenNothingIsLeft) {
    for (const auto* state : {"stopped", "completed", "failed"})
        EXPECT_EQ(told(InstanceVerb::stop, state), " | ") << state;
    EXPECT_EQ(text(progress_of(InstanceVerb::stop, {{"web.1"}, {}}, report({}))), " | ");
    for (const auto* state : {"stopping", "backoff"})
        EXPECT_EQ(told(InstanceVerb::stop, state), "web.1 | ") << state;
    EXPECT_EQ(told(InstanceVerb::stop, "ready"), " | web.1 was started again meanwhile");
    EXPECT_EQ(told(InstanceVerb::stop, "stuck"), " | web.1 does not end, not even by SIGKILL");
}

TEST(InstancesProgress, OfAScaleIsSoManyReadyAndTheOthersGone) {
    const auto now = report({instance("web", 1, "ready"), instance("web", 2, "starting"),
                             instance("web", 3, "stopping"), instance("worker", 1, "failed")});
    const auto progress = progress_of(InstanceVerb::scale, {{}, {{"web", 2}}}, now);
    EXPECT_EQ(text(progress), "web.2, web.3 | ");
    EXPECT_EQ(progress.concerned.instances.size(), 3U) << "worker is not concerned";
    EXPECT_EQ(text(progress_of(InstanceVerb::scale, {{}, {{"web", 4}}}, now)),
              "web.2, web.3 | web.4 was scaled away meanwhile");
    EXPECT_EQ(text(progress_of(InstanceVerb::scale, {{}, {{"worker", 0}}}, now)), " | ");
}

TEST(InstancesProgress, TellsOfEachOnce) {
    const auto now = report({instance("web", 1, "starting")});
    EXPECT_EQ(text(progress_of(InstanceVerb::start, {{"web.1"}, {{"web", 1}}}, now)), "web.1 | ");
}

TEST(ProcessesReport, IsInTheOrderOfTheProcfileWhateverCameLater) {
    auto now = report({instance("web", 1, ""), instance("worker", 1, ""), instance("web", 10, ""),
                       instance("web", 2, ""), instance("other", 1, "")});
    sort_instances(now, {"worker", "web"});
    std::vector<std::string> names;
    for (const auto& each : now.instances) names.push_back(each.name.text());
    EXPECT_EQ(names, (std::vector<std::string>{"worker.1", "web.1", "web.2", "web.10", "other.1"}));
}

} // namespace
} // namespace ganger::control
