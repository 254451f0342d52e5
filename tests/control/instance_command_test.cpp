#include <ganger/control/instance_command.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ganger::control {
namespace {

using testing::HasSubstr;
using Way = core::CountChange::Way;

TEST(InstanceCommand, IsTheSameBothWays) {
    const CommandInstances command{
        InstanceVerb::start, {"web", "worker.2"}, {{"beat", Way::to, 1}, {"worker", Way::up, 2}}};
    const auto document = to_json(command);
    EXPECT_EQ(document, R"({"names":["web","worker.2"],"formation":{"beat":1,"worker":"+2"}})");
    const auto read = read_instance_command(InstanceVerb::start, document);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->names, command.names);
    ASSERT_EQ(read->changes.size(), 2U);
    EXPECT_EQ(read->changes[1].type, "worker");
    EXPECT_EQ(core::number_text(read->changes[1]), "+2");
}

TEST(InstanceCommand, HasOnlyWhatItsVerbTakes) {
    const auto* const names = R"({"names":["web"]})";
    const auto* const formation = R"({"formation":{"web":2}})";
    EXPECT_TRUE(read_instance_command(InstanceVerb::stop, names));
    EXPECT_FALSE(read_instance_command(InstanceVerb::stop, formation));
    EXPECT_TRUE(read_instance_command(InstanceVerb::restart, names));
    EXPECT_FALSE(read_instance_command(InstanceVerb::restart, formation));
    EXPECT_FALSE(read_instance_command(InstanceVerb::scale, names));
    EXPECT_TRUE(read_instance_command(InstanceVerb::scale, formation));
    EXPECT_TRUE(read_instance_command(InstanceVerb::start, names));
    EXPECT_TRUE(read_instance_command(InstanceVerb::start, formation));
}

TEST(InstanceCommand, IsReadStrictly) {
    for (const auto* text :
         {"", "{}", "[]", "null", R"({"names":[]})", R"({"names":"web"})", R"({"names":["web",1]})",
          R"({"names":["web"],"nmaes":[]})", R"({"formation":{}})", R"({"formation":{"web":-1}})",
          R"({"formation":{"web":1.5}})", R"({"formation":{"web":"1"}})", R"({"formation":{"web":null}})",
          R"({"formation":["web"]})", "{\"names\":[\"\xff\"]}", R"({"names":["web"]} {})"})
        EXPECT_FALSE(read_instance_command(InstanceVerb::start, text)) << text;
}

TEST(InstancesAsked, IsTheSameBothWays) {
    const InstancesAsked asked{{"web.1"}, {{"worker", 3}, {"web", 0}}};
    const auto read = read_instances_asked(to_json(asked));
    EXPECT_EQ(read.names, asked.names);
    EXPECT_EQ(read.formation, asked.formation);
    EXPECT_TRUE(read_instances_asked("no JSON").names.empty());
}

core::InstanceSnapshot instance(int id, const std::string& type, unsigned number) {
    core::InstanceSnapshot made;
    made.id = core::InstanceId{static_cast<std::uint32_t>(id)};
    made.name = {type, number};
    return made;
}

core::Snapshot shop() {
    core::Snapshot snapshot;
    snapshot.instances = {instance(0, "release", 1), instance(1, "web", 1), instance(2, "web", 2),
                          instance(3, "worker", 1)};
    snapshot.instances[0].first = true;
    return snapshot;
}

std::string meant(InstanceVerb verb, const std::vector<std::string>& names,
                  const core::Snapshot& snapshot = shop()) {
    const auto found = meant_instances({verb, names, {}}, snapshot);
    if (!found) return std::to_string(found.error().status) + " " + found.error().body;
    std::string text;
    for (const auto& each : found->instances) text += each.name.text() + " ";
    for (const auto& change : found->changes) text += change.type + "? ";
    return text;
}

TEST(MeantInstances, AreAllOfATypeOrOneOfThemEachOnce) {
    EXPECT_EQ(meant(InstanceVerb::stop, {"web"}), "web.1 web.2 ");
    EXPECT_EQ(meant(InstanceVerb::stop, {"web.2", "web", "worker.1"}), "web.2 web.1 worker.1 ");
}

TEST(MeantInstances, OfARestartWithoutNamesAreAllThatMayBeRestarted) {
    EXPECT_EQ(meant(InstanceVerb::restart, {}), "web.1 web.2 worker.1 ");
    EXPECT_EQ(meant(InstanceVerb::stop, {}), "");
}

TEST(MeantInstances, OfAStartMayBeATypeToCome) {
    EXPECT_EQ(meant(InstanceVerb::start, {"web.1", "beat"}), "web.1 beat? ");
    EXPECT_THAT(meant(InstanceVerb::start, {"beat.2"}), HasSubstr("404 "));
    EXPECT_THAT(meant(InstanceVerb::restart, {"beat"}), HasSubstr("404 "));
}

TEST(MeantInstances, AreRefusedAsAWhole) {
    EXPECT_THAT(meant(InstanceVerb::stop, {"web", "wroker"}), HasSubstr("did you mean 'worker'?"));
    EXPECT_THAT(meant(InstanceVerb::restart, {"web", "release"}), HasSubstr("409 "));
}

TEST(MeantInstances, AreNoneThatWasScaledAway) {
    auto snapshot = shop();
    snapshot.instances[2].leaves = true;
    EXPECT_EQ(meant(InstanceVerb::restart, {"web"}, snapshot), "web.1 ");
    EXPECT_THAT(meant(InstanceVerb::stop, {"web.2"}, snapshot), HasSubstr("404 "));
}

} // namespace
} // namespace ganger::control
