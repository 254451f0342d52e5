#include "children.hpp"

#include <ganger/os/child_handle.hpp>
#include <ganger/os/process_group.hpp>
#include <ganger/os/procfs.hpp>
#include <ganger/os/subreaper.hpp>

#include <signal.h>

namespace ganger::os {
namespace {

using core::Ending;
using core::Exited;
using core::Signaled;

TEST(ChildHandle, TellsNothingWhileTheChildRuns) {
    Running child({"wait"});
    EXPECT_EQ(peek_end(child.pid()), std::nullopt);
    EXPECT_FALSE(reap(child.pid()));
    EXPECT_TRUE(any_child_left());
}

TEST(ChildHandle, PeekingLeavesTheZombie) {
    Running child({"exit", "9"});
    ASSERT_TRUE(child.wait_for_end());
    EXPECT_EQ(peek_end(child.pid()), Ending(Exited{9}));
    EXPECT_EQ(peek_end(child.pid()), Ending(Exited{9}));
    ASSERT_TRUE(process_info(child.pid()));
    EXPECT_EQ(process_info(child.pid())->state, 'Z');
    EXPECT_TRUE(reap(child.pid()));
    EXPECT_FALSE(reap(child.pid()));
    EXPECT_FALSE(any_child_left());
}

TEST(ChildHandle, TellsExit9FromSigkill) {
    Running child({"kill", "KILL"});
    ASSERT_TRUE(child.wait_for_end());
    EXPECT_EQ(peek_end(child.pid()), Ending(Signaled{SIGKILL, false}));
}

TEST(ChildHandle, AnEndThatSomebodyElseTookIsAnEndAllTheSame) {
    Running child({"exit", "3"});
    ASSERT_TRUE(child.wait_for_end());
    ::waitpid(child.pid(), nullptr, 0);
    EXPECT_EQ(peek_end(child.pid()), Ending(Exited{255}));
    EXPECT_FALSE(reap(child.pid()));
}

TEST(ChildHandle, OneEndIsNotHiddenByAnother) {
    Running first({"exit", "1"});
    Running second({"exit", "2"});
    ASSERT_TRUE(first.wait_for_end() && second.wait_for_end());
    EXPECT_EQ(peek_end(second.pid()), Ending(Exited{2}));
    EXPECT_EQ(peek_end(first.pid()), Ending(Exited{1}));
}

TEST(ChildHandle, NamesOneThatHasEndedAndLeavesIt) {
    Running running({"wait"});
    EXPECT_EQ(any_ended(), std::nullopt);
    Running ended({"exit", "1"});
    ASSERT_TRUE(ended.wait_for_end());
    EXPECT_EQ(any_ended(), ended.pid());
    EXPECT_EQ(peek_end(ended.pid()), Ending(Exited{1}));
    EXPECT_TRUE(reap(ended.pid()));
    EXPECT_EQ(any_ended(), std::nullopt);
}

TEST(ProcessGroup, SignalsThroughThePidfd) {
    Running child({"exit-on", "TERM", "5", "print", "ready", "wait"});
    child.read_to("ready");
    EXPECT_TRUE(signal_process(child.pidfd(), SIGTERM));
    ASSERT_TRUE(child.wait_for_end());
    EXPECT_EQ(peek_end(child.pid()), Ending(Exited{5}));
    EXPECT_TRUE(reap(child.pid()));
    EXPECT_FALSE(signal_process(child.pidfd(), SIGTERM)) << "it is gone, and its number may be another's";
    EXPECT_FALSE(signal_process(Fd(), SIGTERM));
}

TEST(ProcessGroup, SignalsOneOfThatNumberAndStartTimeOnly) {
    Running child({"exit-on", "TERM", "5", "print", "ready", "wait"});
    child.read_to("ready");
    const auto start = process_info(child.pid())->start_time;
    EXPECT_FALSE(signal_identified(child.pid(), start + 1, SIGTERM));
    EXPECT_EQ(peek_end(child.pid()), std::nullopt);
    EXPECT_TRUE(signal_identified(child.pid(), start, SIGTERM));
    ASSERT_TRUE(child.wait_for_end());
    EXPECT_TRUE(reap(child.pid()));
    EXPECT_FALSE(signal_identified(child.pid(), start, SIGTERM));
}

TEST(ProcessGroup, ReachesItsMembersWhileTheLeaderIsAZombie) {
    Running leader({"fork", "exit-on", "TERM", "0", "print", "left", "wait", "end", "exit", "3"});
    ASSERT_EQ(leader.read_to("left\n"), "left\n");
    ASSERT_TRUE(leader.wait_for_end());
    EXPECT_EQ(peek_end(leader.pid()), Ending(Exited{3}));
    EXPECT_TRUE(signal_group(leader.pid(), SIGTERM));
    EXPECT_EQ(leader.read_all(), "") << "the member that held the pipe has ended";
}

TEST(ProcessGroup, EverybodyAndOurselvesAreNoGroups) {
    for (pid_t nobody : {-1, 0, 1}) EXPECT_FALSE(signal_group(nobody, 0));
    EXPECT_FALSE(signal_child(-1, Fd(), 0));
}

TEST(ProcessGroup, KnowsAShell) {
    SpawnRequest request;
    request.program = "sh";
    request.arguments = {"sh", "-c", "echo here; read line"};
    Running shell(request);
    shell.read_to("here");
    EXPECT_TRUE(is_shell_or_unknown(shell.pid()));

    Running other({"wait"});
    EXPECT_FALSE(is_shell_or_unknown(other.pid()));

    Running gone({"exit", "0"});
    ASSERT_TRUE(gone.wait_for_end());
    EXPECT_TRUE(is_shell_or_unknown(gone.pid())) << "a zombie's program is unknown";
}

TEST(Subreaper, OrphansBecomeOurs) {
    ASSERT_TRUE(become_subreaper());
    Running leader({"fork", "setsid", "ids", "wait", "end", "exit", "0"});
    const auto ids = leader.read_to("\n");
    const pid_t orphan = std::stoi(ids.substr(4));
    ASSERT_TRUE(leader.wait_for_end());
    // What is adopted is adopted before the leader's end is told.
    EXPECT_EQ(process_info(orphan)->parent, ::getpid());
    EXPECT_EQ(process_info(orphan)->session, orphan);
    ::kill(orphan, SIGKILL);
    EXPECT_TRUE(wait_readable(open_pidfd(orphan).number()));
    EXPECT_TRUE(reap(orphan));
}

} // namespace
} // namespace ganger::os
