#include "children.hpp"

#include <ganger/os/procfs.hpp>

#include <gmock/gmock.h>

#include <signal.h>
#include <sys/prctl.h>

namespace ganger::os {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

TEST(Procfs, KnowsAProcess) {
    Running child({"print", "ready", "wait"});
    child.read_to("ready");
    const auto info = process_info(child.pid());
    ASSERT_TRUE(info);
    EXPECT_EQ(info->pid, child.pid());
    EXPECT_EQ(info->parent, ::getpid());
    EXPECT_EQ(info->group, child.pid());
    EXPECT_EQ(info->session, child.pid());
    EXPECT_EQ(info->name, "child");
    EXPECT_GE(info->start_time, process_info(::getpid())->start_time);
    EXPECT_LT(info->start_time, process_info(::getpid())->start_time + 100000);
}

TEST(Procfs, IsNotFooledByANameWithBrackets) {
    const auto story = in_own_process([]() -> std::string {
        ::prctl(PR_SET_NAME, ") Z 1 (x");
        const auto info = process_info(::getpid());
        if (!info) return "nothing";
        return info->name + " " + (info->parent == ::getppid() ? "" : "wrong parent");
    });
    EXPECT_EQ(story, ") Z 1 (x ");
}

TEST(Procfs, WhatIsGoneIsNothing) {
    Running child({"exit", "0"});
    ASSERT_TRUE(child.wait_for_end());
    const pid_t pid = child.pid();
    ::waitpid(pid, nullptr, 0);
    EXPECT_FALSE(process_info(pid));
    EXPECT_TRUE(children_of(pid).empty());
}

TEST(Procfs, ListsOurChildrenZombiesIncluded) {
    Running running({"wait"});
    Running zombie({"exit", "0"});
    ASSERT_TRUE(zombie.wait_for_end());
    const auto children = own_children();
    ASSERT_TRUE(children);
    EXPECT_THAT(*children, UnorderedElementsAre(running.pid(), zombie.pid()));
}

TEST(Procfs, ListsTheChildrenOfAnother) {
    Running parent({"fork", "ids", "wait", "end", "wait"});
    const pid_t grandchild = std::stoi(parent.read_to("\n").substr(4));
    EXPECT_THAT(children_of(parent.pid()), ElementsAre(grandchild));
    EXPECT_THAT(children_of(::getpid()), Contains(parent.pid()));
}

TEST(Procfs, ThreadsOfTheKernelAreNobodysProcesses) {
    const auto threads = kernel_threads();
    EXPECT_FALSE(threads.contains(::getpid()));
    for (const pid_t thread : threads) {
        const auto info = process_info(thread);
        EXPECT_TRUE(!info || info->is_kernel_thread) << thread; // some come and go
    }
}

TEST(Procfs, ReadsTheMark) {
    auto request = request_for({"print", "ready", "wait"});
    request.environment = {"NOT_GANGER_ID=1.2.3", "GANGER_ID=abc.web.1.7", "Z=1"};
    Running marked(request);
    marked.read_to("ready");
    EXPECT_EQ(mark_of(process_info(marked.pid()).value()), "abc.web.1.7");

    Running unmarked({"print", "ready", "wait"});
    unmarked.read_to("ready");
    EXPECT_FALSE(mark_of(process_info(unmarked.pid()).value()));
}

} // namespace
} // namespace ganger::os
