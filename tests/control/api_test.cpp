#include <ganger/control/api.hpp>
#include <ganger/control/app_file.hpp>
#include <ganger/control/error_report.hpp>
#include <ganger/control/processes_report.hpp>
#include <ganger/control/processes_text.hpp>
#include <ganger/control/refused_peers.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace ganger::control {
namespace {

using namespace std::chrono_literals;

TEST(Api, KnowsWhatMayBeAsked) {
    EXPECT_TRUE(std::holds_alternative<ListProcesses>(*read_request({"GET", "/v1/processes", ""})));
}

TEST(Api, RefusesWhatItDoesNotKnowAndSaysWhat) {
    const auto status = [](const Request& request) { return read_request(request).error().status; };
    EXPECT_EQ(status({"GET", "/", ""}), 404U);
    EXPECT_EQ(status({"GET", "", ""}), 404U);
    EXPECT_EQ(status({"GET", "/v1/processes/", ""}), 404U);
    EXPECT_EQ(status({"POST", "/v1/processes", ""}), 405U);
    EXPECT_EQ(status({"GET", "/v1/processes?all=1", ""}), 400U);
    EXPECT_EQ(status({"GET", "/v1/processes", "{}"}), 400U);
    EXPECT_EQ(read_request({"PUT", "/v1/processes", ""}).error().body,
              R"({"error":{"code":"wrong-method","message":"/v1/processes takes no 'PUT'",)"
              R"("hint":"GET /v1/processes"}})");
}

TEST(Api, TakesTheNameOfWhatIsAskedForWhateverStandsInIt) {
    for (const auto& asked : {ExplainEnvironment{}, ExplainEnvironment{"web.2", true},
                              ExplainEnvironment{"a b&values=1%41%\xFF", false}}) {
        const auto command = read_request({"GET", environment_target(asked), ""});
        ASSERT_TRUE(command) << asked.name;
        EXPECT_EQ(std::get<ExplainEnvironment>(*command).name, asked.name);
        EXPECT_EQ(std::get<ExplainEnvironment>(*command).show_values, asked.show_values);
        EXPECT_EQ(environment_target(asked).find(' '), std::string::npos);
    }
    EXPECT_EQ(std::get<ExplainEnvironment>(*read_request({"GET", "/v1/env?name=%77eb%2&values=0", ""})).name,
              "web%2");
    for (const auto* query : {"name=", "values=yes", "values", "type=web", "x"})
        EXPECT_EQ(read_request({"GET", fmt::format("/v1/env?{}", query), ""}).error().status, 400U) << query;
    EXPECT_EQ(read_request({"GET", "/v1/env", "{}"}).error().status, 400U);
}

TEST(Api, TheValuesOfSecretsAreForWhomTheProcessesAreNotForTheGroup) {
    const Askers askers{1000, 27};
    EXPECT_FALSE(refuse_asker(ExplainEnvironment{"web", true}, askers, 1000));
    EXPECT_FALSE(refuse_asker(ExplainEnvironment{"web", true}, askers, 0));
    EXPECT_FALSE(refuse_asker(ExplainEnvironment{"web", false}, askers, 1001)) << "they are hidden";
    EXPECT_FALSE(refuse_asker(StopApp{}, askers, 1001));
    const auto refused = refuse_asker(ExplainEnvironment{"web", true}, askers, 1001);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 403U);
    EXPECT_EQ(read_error_code(refused->body), "forbidden");
}

TEST(Api, OnlyTheOwnerAndRootMayAsk) {
    EXPECT_TRUE(may_ask({1000}, 1000));
    EXPECT_TRUE(may_ask({1000}, 0));
    EXPECT_FALSE(may_ask({1000}, 1001));
    EXPECT_FALSE(may_ask({0}, 1000));
    EXPECT_FALSE(may_ask({1000}, 1001, {27})) << "no group may";
    EXPECT_TRUE(may_ask({1000, 27}, 1001, {100, 27}));
    EXPECT_FALSE(may_ask({1000, 27}, 1001, {100}));
    EXPECT_FALSE(may_ask({1000, 27}, 1001));
}

ProcessesReport shop() {
    const core::Wall since(1763730187123ms); // 2025-11-21T13:03:07.123Z
    ProcessesReport report{
        {"shop", "/srv/shop", "/srv/shop/Procfile", "dev", "running", 4711, since, "/run/ganger/a.sock"}, {}};
    report.instances.resize(2);
    auto& web = report.instances[0];
    web.name.type = "web";
    web.state = "running";
    web.since = since;
    web.pid = 4712;
    web.port = std::uint16_t{5000};
    web.restarts = 2;
    auto& worker = report.instances[1];
    worker.name = {"worker", 12};
    worker.state = "failed";
    worker.since = since;
    worker.last_end = LastEnd{3, "exited 3"};
    return report;
}

constexpr auto document =
    R"({"app":{"name":"shop","root":"/srv/shop","procfile":"/srv/shop/Procfile","profile":"dev",)"
    R"("state":"running","pid":4711,"since":"2025-11-21T13:03:07.123Z","socket":"/run/ganger/a.sock"},)"
    R"("instances":[)"
    R"({"name":"web.1","type":"web","instance":1,"state":"running","since":"2025-11-21T13:03:07.123Z",)"
    R"("pid":4712,"port":5000,"restarts":2,"last_end":null},)"
    R"({"name":"worker.12","type":"worker","instance":12,"state":"failed",)"
    R"("since":"2025-11-21T13:03:07.123Z","pid":null,"port":null,"restarts":0,)"
    R"("last_end":{"status":3,"reason":"exited 3","oom":false}}]})";

TEST(ProcessesReport, IsTheSameDocumentBothWays) {
    EXPECT_EQ(to_json(shop()), document);
    const auto read = read_processes_report(document);
    ASSERT_TRUE(read);
    EXPECT_EQ(to_json(*read), document);
}

TEST(ProcessesReport, TakesWhatOtherVersionsAddOrLack) {
    const auto read = read_processes_report(R"({"app":{"new":[]},"instances":[{"type":"web","pid":"x"},7]})");
    ASSERT_TRUE(read);
    ASSERT_EQ(read->instances.size(), 1U);
    EXPECT_EQ(read->instances[0].name.text(), "web.1");
    EXPECT_FALSE(read->instances[0].pid);
}

TEST(ProcessesReport, IsReadFromNoOtherDocument) {
    for (const auto* text : {"", "[]", "{", R"({"app":1,"instances":[]})", R"({"app":{}})"})
        EXPECT_FALSE(read_processes_report(text)) << text;
}

TEST(ProcessesText, IsATable) {
    const core::Time now{{}, core::Wall(1763730187123ms + 150s), 3600s};
    EXPECT_EQ(to_text(shop(), now), "shop is running, started 14:03:07, pid 4711, in /srv/shop\n"
                                    "NAME       STATE    FOR    PID   PORT  RESTARTS  LAST END\n"
                                    "web.1      running  2 min  4712  5000  2         -\n"
                                    "worker.12  failed   2 min  -     -     0         exited 3\n");
}

TEST(ProcessesText, LetsNoEscapeSequencePass) {
    auto report = shop();
    report.app.root = "/srv/\x1b[2J";
    report.instances[0].state = "\x1b[2J";
    EXPECT_EQ(to_text(report, {}).find('\x1b'), std::string::npos);
}

TEST(ProcessesText, TellsAgesInOneUnit) {
    EXPECT_EQ(age_text(-1s), "0 s");
    EXPECT_EQ(age_text(119s), "119 s");
    EXPECT_EQ(age_text(120s), "2 min");
    EXPECT_EQ(age_text(119min), "119 min");
    EXPECT_EQ(age_text(47h), "47 h");
    EXPECT_EQ(age_text(48h), "2 days");
}

TEST(RefusedPeers, AreToldOnceAMinuteWithHowManyMoreThereWere) {
    using namespace std::chrono_literals;
    const core::Monotonic begin{1h};
    RefusedPeers peers;
    EXPECT_EQ(peers.refused(1001, 7, {}, begin),
              "control: user 1001 (pid 7) was refused: only the user who runs the app, and root, may ask");
    EXPECT_EQ(peers.refused(1001, 7, {}, begin + 1s), std::nullopt);
    EXPECT_EQ(peers.refused(1002, 0, {}, begin + 59s), std::nullopt);
    EXPECT_EQ(
        peers.refused(1003, 0, {}, begin + 60s),
        "control: user 1003 was refused: only the user who runs the app, and root, may ask; 2 more since "
        "the last such line");
    EXPECT_EQ(peers.refused(1003, 0, {}, begin + 61s), std::nullopt);
    EXPECT_EQ(
        peers.refused(1003, 0, {1000, 27}, begin + 121s),
        "control: user 1003 was refused: only the user who runs the app, root, and members of group 27 may "
        "ask; 1 more since the last such line");
}

TEST(AppFile, IsTheSameBothWaysWhateverBytesAPathHolds) {
    const AppFile file{{"/srv/\xff\"", "/srv/Procfile", "shop", false}, 4711};
    const auto read = read_app_file(to_json(file));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->identity, file.identity);
    EXPECT_EQ(read->pid, 4711);
    for (const auto* text : {"", "{}", "[1]", R"({"root":"/srv"})"})
        EXPECT_FALSE(read_app_file(text)) << text;
}

TEST(ErrorReport, IsReadAgain) {
    const auto error = read_error(refusal(404, "not-found", {"no such thing", "try another"}).body);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->message, "no such thing");
    EXPECT_EQ(error->hint, "try another");
    EXPECT_FALSE(read_error("{}"));
    EXPECT_EQ(read_error_code(refusal(404, "not-found", {"no such thing", {}}).body), "not-found");
    EXPECT_EQ(read_error_code("{}"), "");
}

} // namespace
} // namespace ganger::control
