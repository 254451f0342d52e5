#include "children.hpp"

#include <ganger/os/leftover_search.hpp>
#include <ganger/os/procfs.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <optional>
#include <unistd.h>

namespace ganger::os {
namespace {

constexpr auto app = "0123456789ab";

std::optional<core::SeenProcess> see(pid_t pid) {
    for (const auto& process : see_processes({app, ::getpid(), {}}))
        if (process.pid == pid) return process;
    return std::nullopt;
}

// A child that waits, with that in its environment.
SpawnRequest marked(const std::string& mark) {
    auto request = request_for({"print", "ready", "wait"});
    request.environment.push_back("GANGER_ID=" + mark);
    return request;
}

TEST(LeftoverSearch, SeesWhoseMarkAProcessHas) {
    const auto us = process_info(::getpid());
    Running child(marked(fmt::format("{}-{}-{}-ff.web.1.7", app, us->pid, us->start_time)));
    child.read_to("ready");
    const auto seen = see(child.pid());
    ASSERT_TRUE(seen && seen->mark);
    EXPECT_EQ(seen->parent, ::getpid());
    EXPECT_EQ(seen->start_time, process_info(child.pid())->start_time);
    EXPECT_EQ(seen->name, "child");
    EXPECT_EQ(seen->mark->instance, "web.1");
    EXPECT_TRUE(seen->is_ours);
    EXPECT_TRUE(seen->is_in_our_place);
    EXPECT_TRUE(seen->supervisor_runs);
    EXPECT_FALSE(seen->has_ended);
}

TEST(LeftoverSearch, SeesThatItsSupervisorIsDead) {
    const auto us = process_info(::getpid());
    Running child(marked(fmt::format("{}-{}-{}-ff.web.1.7", app, us->pid, us->start_time - 1)));
    child.read_to("ready");
    const auto seen = see(child.pid());
    ASSERT_TRUE(seen && seen->mark);
    EXPECT_FALSE(seen->supervisor_runs);
}

TEST(LeftoverSearch, SeesTheMarkOfAOneOffAsAnother) {
    Running child(marked("00112233445566ff.run.1.1"));
    child.read_to("ready");
    const auto seen = see(child.pid());
    ASSERT_TRUE(seen);
    EXPECT_FALSE(seen->mark);
    EXPECT_TRUE(seen->has_other_mark);
}

TEST(LeftoverSearch, SeesThatAProcessHasEnded) {
    Running child({"exit", "0"});
    ASSERT_TRUE(child.wait_for_end());
    const auto seen = see(child.pid());
    ASSERT_TRUE(seen);
    EXPECT_TRUE(seen->has_ended);
    EXPECT_FALSE(seen->mark);
}

TEST(LeftoverSearch, AZombieRunsNoMore) {
    Running child({"print", "ready", "wait"});
    child.read_to("ready");
    const auto start = process_info(child.pid())->start_time;
    EXPECT_TRUE(is_running(child.pid(), start));
    EXPECT_FALSE(is_running(child.pid(), start + 1));
    ::kill(child.pid(), SIGKILL);
    ASSERT_TRUE(child.wait_for_end());
    EXPECT_FALSE(is_running(child.pid(), start));
}

} // namespace
} // namespace ganger::os
