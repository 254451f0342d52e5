// In a real group below our own, where one may be made.
#include "children.hpp"

#include <ganger/os/control_group.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <signal.h>
#include <sys/stat.h>
#include <utility>

namespace ganger::os {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string own_group() {
    std::ifstream lines("/proc/self/cgroup");
    std::string path;
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("0::")) path = line.substr(3);
    for (const std::string place : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"})
        if (::access((place + "/cgroup.controllers").c_str(), F_OK) == 0) return place + path;
    return {};
}

class ControlGroups : public testing::Test {
  protected:
    void SetUp() override {
        group_ = own_.make(name_);
        if (!group_) GTEST_SKIP() << "no control group may be made here";
    }
    void TearDown() override {
        if (!group_) return;
        EXPECT_TRUE(own_.remove(name_));
    }
    SpawnRequest born_inside() const {
        auto request = request_for({"print", "ready", "wait"});
        request.control_group = group_.number();
        return request;
    }

    std::string path_ = own_group();
    std::string name_ = fmt::format("test-of-ganger-os-{}", ::getpid());
    ControlGroup own_{Fd(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))};
    Fd group_;
};

TEST_F(ControlGroups, HaveWhoWasBornInThem) {
    Running child(born_inside());
    child.read_to("ready");
    EXPECT_THAT(own_.members(name_), ElementsAre(child.pid()));
    EXPECT_FALSE(own_.remove(name_));
}

TEST_F(ControlGroups, AreListed) {
    const auto groups = own_.groups();
    EXPECT_EQ(std::count(groups.begin(), groups.end(), name_), 1);
}

TEST_F(ControlGroups, AreKilledAsAWhole) {
    Running child(born_inside());
    child.read_to("ready");
    if (!own_.kill(name_)) GTEST_SKIP() << "a kernel without cgroup.kill";
    EXPECT_TRUE(child.wait_for_end());
    EXPECT_THAT(own_.members(name_), IsEmpty());
}

TEST_F(ControlGroups, AreRemovedWithThoseInThem) {
    for (const std::string below : {"/a", "/a/b", "/a/.b", "/c"})
        ASSERT_EQ(::mkdir((path_ + "/" + name_ + below).c_str(), 0755), 0);
    EXPECT_TRUE(own_.remove(name_));
    EXPECT_TRUE(own_.remove(name_)) << "it is gone";
}

TEST_F(ControlGroups, TellWhoIsInThoseInThem) {
    Running child(born_inside());
    child.read_to("ready");
    const auto below = path_ + "/" + name_ + "/below";
    ASSERT_EQ(::mkdir(below.c_str(), 0755), 0);
    std::ofstream(below + "/cgroup.procs") << child.pid();
    EXPECT_THAT(own_.members(name_), ElementsAre(child.pid()));
    EXPECT_FALSE(own_.remove(name_));
}

TEST_F(ControlGroups, AreMadeOnlyOnce) {
    EXPECT_FALSE(own_.make(name_));
}

TEST(BornInAControlGroup, IsBornOutsideWhereThatIsNone) {
    const Fd none(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
    auto request = request_for({"print", "ready"});
    request.control_group = none.number();
    EXPECT_EQ(Running(request).read_all(), "ready\n");
    Spawner spawner;
    const auto spawned = spawner.spawn(request);
    ASSERT_TRUE(spawned);
    EXPECT_FALSE(spawned->in_control_group);
    EXPECT_TRUE(spawned->pidfd);
    ::waitpid(spawned->pid, nullptr, 0);
}

TEST(BornInAControlGroup, FailsToLaunchAsAnybodyElse) {
    const Fd none(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
    SpawnRequest request;
    request.program = "/is/not/there";
    request.arguments = {"x"};
    request.control_group = none.number();
    Spawner spawner;
    const auto spawned = spawner.spawn(request);
    ASSERT_FALSE(spawned);
    EXPECT_EQ(spawned.error().error, ENOENT);
}

} // namespace
} // namespace ganger::os
