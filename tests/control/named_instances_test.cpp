#include <ganger/control/named_instances.hpp>
#include <ganger/control/signal_report.hpp>
#include <ganger/control/stop_report.hpp>

#include <gtest/gtest.h>

#include <csignal>

namespace ganger::control {
namespace {

core::InstanceSnapshot instance(const std::string& type, unsigned number,
                                std::optional<core::LaunchId> launch) {
    core::InstanceSnapshot result;
    result.name = {type, number};
    result.launch = launch;
    return result;
}

core::Snapshot shop() {
    core::Snapshot snapshot;
    snapshot.instances = {instance("web", 1, core::LaunchId{1}), instance("web", 2, {}),
                          instance("web", 3, core::LaunchId{3}), instance("worker", 1, {})};
    return snapshot;
}

std::string meant(const std::vector<std::string>& names) {
    const auto found = named_instances(names, shop());
    if (!found) return found.error().body;
    std::string text;
    for (const auto& each : *found) text += each.name.text() + " ";
    return text;
}

TEST(NamedInstances, ATypeMeansAllThatRunOfIt) {
    EXPECT_EQ(meant({"web"}), "web.1 web.3 ");
    EXPECT_EQ(meant({"web.3", "web"}), "web.3 web.1 ") << "each once";
}

TEST(NamedInstances, WhatDoesNotRunRefusesAll) {
    for (const auto* name : {"worker", "web.2"}) {
        EXPECT_EQ(named_instances({"web", name}, shop()).error().status, 404U);
        EXPECT_NE(meant({"web", name}).find(std::string(name) + " does not run"), std::string::npos);
    }
}

TEST(NamedInstances, WhatIsNotThereGetsASuggestion) {
    EXPECT_EQ(meant({"wbe"}),
              R"({"error":{"code":"no-such-process","message":"there is no 'wbe' in this app",)"
              R"("hint":"did you mean 'web'?"}})");
}

TEST(SendSignal, IsReadFromItsOwnDocumentOnly) {
    const auto read = read_send_signal(to_json(SendSignal{SIGHUP, {"web", "worker.1"}}));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->signal, SIGHUP);
    EXPECT_EQ(read->names, (std::vector<std::string>{"web", "worker.1"}));
    for (const auto* text :
         {"", "{}", R"({"signal":"HUP"})", R"({"signal":"HUP","names":[]})",
          R"({"signal":"NO","names":["web"]})", R"({"signal":"HUP","names":["web",1]})",
          R"({"signal":"HUP","names":["web"],"all":true})", R"({"signal":1,"names":["web"]})"})
        EXPECT_FALSE(read_send_signal(text)) << text;
}

TEST(SendSignal, IsWhatThatRequestAsksFor) {
    const auto command = read_request({"POST", "/v1/signal", R"({"signal":"hup","names":["web"]})"});
    ASSERT_TRUE(command);
    EXPECT_EQ(std::get<SendSignal>(*command).signal, SIGHUP);
    EXPECT_EQ(read_request({"POST", "/v1/signal", "{}"}).error().status, 400U);
    EXPECT_TRUE(std::holds_alternative<StopApp>(*read_request({"POST", "/v1/stop", ""})));
    EXPECT_EQ(read_request({"GET", "/v1/stop", ""}).error().status, 405U);
}

TEST(SignalReport, TellsToWhomItWasSent) {
    const SignalReport report{"SIGHUP", {"web.1"}};
    EXPECT_EQ(to_json(report), R"({"signal":"SIGHUP","names":["web.1"]})");
    EXPECT_EQ(read_signal_report(to_json(report)).names, report.names);
}

TEST(StopReport, HasNoAppWhereNoneRan) {
    EXPECT_EQ(to_json(StopReport{}), R"({"app":null,"stopped":false})");
    EXPECT_EQ(to_json(StopReport{"shop", true}), R"({"app":"shop","stopped":true})");
}

} // namespace
} // namespace ganger::control
