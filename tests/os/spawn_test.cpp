#include "children.hpp"

#include <ganger/os/child_handle.hpp>
#include <ganger/os/procfs.hpp>

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace ganger::os {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TEST(Spawn, ExecutesTheProgramWithItsArguments) {
    Running child({"args=3", "a", "", "b c"});
    ASSERT_TRUE(child.launched());
    EXPECT_EQ(child.read_all(), "a\n\nb c\n");
}

TEST(Spawn, GivesTheEnvironmentAndNothingElse) {
    auto request = request_for({"env"});
    request.environment = {"A=1", "B=x=y", "cache.driver=file"};
    EXPECT_EQ(Running(request).read_all(), "A=1\nB=x=y\ncache.driver=file\n");
}

TEST(Spawn, MakesTheChildLeaderOfItsOwnSessionAndGroup) {
    Running child({"ids", "wait"});
    const auto pid = std::to_string(child.pid());
    EXPECT_EQ(child.read_to("\n"),
              "pid " + pid + " ppid " + std::to_string(::getpid()) + " pgid " + pid + " sid " + pid + "\n");
}

TEST(Spawn, StartsInTheFolder) {
    auto request = request_for({"cwd"});
    request.directory = "/usr";
    EXPECT_EQ(Running(request).read_all(), "cwd /usr\n");
}

TEST(Spawn, GivesAPidfdThatIsClosedOnExec) {
    Running child({"wait"});
    ASSERT_TRUE(child.pidfd());
    EXPECT_EQ(::fcntl(child.pidfd().number(), F_GETFD), FD_CLOEXEC);
    ::kill(child.pid(), SIGKILL);
    EXPECT_TRUE(wait_readable(child.pidfd().number()));
}

TEST(Spawn, GivesTheSoftLimitOfOpenFiles) {
    rlimit ours{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &ours), 0);
    auto request = request_for({"nofile"});
    request.open_files = 256;
    EXPECT_EQ(Running(request).read_all(), "nofile 256 " + std::to_string(ours.rlim_max) + "\n");
}

TEST(Spawn, LeaksNoDescriptorIntoTheChildNotEvenOneWithoutCloseOnExec) {
    const Fd leaky(::open("/dev/null", O_RDONLY));
    const Fd high(::fcntl(leaky.number(), F_DUPFD, 900));
    EXPECT_EQ(Running({"fds"}).read_all(), "fds 0 1 2\n");
    EXPECT_EQ(::fcntl(leaky.number(), F_GETFD), 0) << "ours must stay as it was";
}

TEST(Spawn, GivesOurOwnDescriptorsWhereNoneAreNamed) {
    const auto story = in_own_process([] {
        const Pipe pipe = std::move(make_pipe().value());
        ::dup2(pipe.write_end.number(), STDOUT_FILENO);
        Spawner spawner;
        const auto spawned = spawner.spawn(request_for({"print", "here"}));
        return spawned ? read_text(pipe.read_end.number(), "\n") : "not launched";
    });
    EXPECT_EQ(story, "here\n");
}

// Sources 0–2 in another order: each would be overwritten before it is read, were they dup2'ed one after
// another.
TEST(Spawn, SwapsStandardDescriptors) {
    const auto story = in_own_process([] {
        const Pipe a = std::move(make_pipe().value());
        const Pipe b = std::move(make_pipe().value());
        ::dup2(a.write_end.number(), STDOUT_FILENO);
        ::dup2(b.write_end.number(), STDERR_FILENO);
        auto request = request_for({"print", "out", "error", "err"});
        request.standard_output = STDERR_FILENO;
        request.standard_error = STDOUT_FILENO;
        Spawner spawner;
        const auto spawned = spawner.spawn(request);
        return read_text(b.read_end.number(), "\n") + read_text(a.read_end.number(), "\n");
    });
    EXPECT_EQ(story, "out\nerr\n");
}

TEST(Spawn, PassesStandardDescriptorsOnThatAreClosedOnExecHere) {
    const auto story = in_own_process([] {
        const Pipe pipe = std::move(make_pipe().value());
        ::dup3(pipe.write_end.number(), STDOUT_FILENO, O_CLOEXEC);
        Spawner spawner;
        const auto spawned = spawner.spawn(request_for({"print", "here"}));
        return read_text(pipe.read_end.number(), "\n");
    });
    EXPECT_EQ(story, "here\n");
}

TEST(Spawn, ResetsSignalsEvenSigpipeThatIsIgnoredHere) {
    const auto story = in_own_process([] {
        sigset_t all;
        ::sigfillset(&all);
        ::sigprocmask(SIG_SETMASK, &all, nullptr);
        for (int signal = 1; signal < 65; ++signal) ::signal(signal, SIG_IGN);
        return Running({"mask"}).read_all();
    });
    EXPECT_EQ(story, "blocked 0000000000000000\nignored 0000000000000000\ncaught 0000000000000000\n");
}

TEST(Spawn, LeavesOurOwnSignalMaskAsItWas) {
    sigset_t before, after;
    ::sigprocmask(SIG_SETMASK, nullptr, &before);
    Running child({"exit", "0"});
    ::sigprocmask(SIG_SETMASK, nullptr, &after);
    for (int signal = 1; signal < 65; ++signal)
        EXPECT_EQ(::sigismember(&before, signal), ::sigismember(&after, signal)) << signal;
}

TEST(Spawn, AsksForDeathWithItsParent) {
    EXPECT_EQ(Running({"pdeathsig"}).read_all(), "pdeathsig 9\n");
}

TEST(Spawn, ChildDiesWhenItsParentIsKilled) {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    const Pipe story = std::move(make_pipe().value());
    const pid_t parent = ::fork();
    if (parent == 0) {
        Spawner spawner;
        auto request = request_for({"print", "waits", "wait"});
        request.standard_output = story.write_end.number();
        const auto spawned = spawner.spawn(request);
        ::dprintf(story.write_end.number(), "%d;", spawned ? spawned->pid : -1);
        for (;;) ::pause();
    }
    const auto text = read_text(story.read_end.number(), ";");
    const pid_t child = std::stoi(text.substr(text.starts_with("waits") ? 6 : 0));
    ASSERT_GT(child, 1);
    const Fd pidfd = open_pidfd(child);
    ::kill(parent, SIGKILL);
    ::waitpid(parent, nullptr, 0);
    const bool died = wait_readable(pidfd.number());
    if (!died) ::kill(child, SIGTERM);
    EXPECT_TRUE(died);
    EXPECT_EQ(peek_end(child), core::Ending(core::Signaled{SIGKILL, false}));
    EXPECT_TRUE(reap(child));
}

TEST(Spawn, ThreeHundredLaunchesLeaveNoDescriptorAndNoZombie) {
    Spawner spawner;
    const auto before = open_descriptors();
    for (int i = 0; i < 300; ++i) {
        auto spawned = spawner.spawn(request_for({"exit", std::to_string(i % 200)}));
        ASSERT_TRUE(spawned);
        ASSERT_TRUE(wait_readable(spawned->pidfd.number()));
        ASSERT_EQ(peek_end(spawned->pid), core::Ending(core::Exited{i % 200}));
        ASSERT_TRUE(reap(spawned->pid));
    }
    EXPECT_EQ(open_descriptors(), before);
    EXPECT_FALSE(any_child_left());
}

TEST(Spawn, WorksWithMuchMemoryHeld) {
    std::vector<char> held(64 * 1024 * 1024, 'x');
    EXPECT_EQ(Running({"print", "here"}).read_all(), "here\n");
    EXPECT_EQ(held[held.size() / 2], 'x');
}

TEST(Spawn, DestroyingTheSpawnerLeavesItsChildrenAlone) {
    Spawned child;
    {
        Spawner spawner;
        child = std::move(spawner.spawn(request_for({"wait"})).value());
    }
    EXPECT_EQ(peek_end(child.pid), std::nullopt);
    ::kill(child.pid, SIGKILL);
    EXPECT_TRUE(wait_readable(child.pidfd.number()));
    EXPECT_TRUE(reap(child.pid));
}

class SpawnByName : public testing::Test {
  protected:
    SpawnByName() {
        std::string pattern = testing::TempDir() + "ganger-XXXXXX";
        folder_ = ::mkdtemp(pattern.data());
        for (const char* name : {"a", "b"}) std::filesystem::create_directories(folder_ / name);
    }
    ~SpawnByName() override { std::filesystem::remove_all(folder_); }

    void put(const char* name, bool executable) {
        std::ofstream(folder_ / name) << "#!/bin/sh\necho " << name << '\n';
        using std::filesystem::perms;
        std::filesystem::permissions(folder_ / name, executable ? perms::owner_all : perms::owner_read);
    }
    SpawnRequest named(const std::string& name, const std::string& path) const {
        SpawnRequest request;
        request.program = name;
        request.arguments = {name};
        request.environment = {"PATH=" + path};
        request.directory = folder_;
        return request;
    }
    std::string both() const { return (folder_ / "a").string() + ":" + (folder_ / "b").string(); }

    std::filesystem::path folder_;
};

TEST_F(SpawnByName, FirstOfThePathOfTheRequestWins) {
    put("a/tool", true);
    put("b/tool", true);
    EXPECT_EQ(Running(named("tool", both())).read_all(), "a/tool\n");
}

TEST_F(SpawnByName, WhatIsNotExecutableIsPassedOver) {
    put("a/tool", false);
    put("b/tool", true);
    EXPECT_EQ(Running(named("tool", both())).read_all(), "b/tool\n");
}

TEST_F(SpawnByName, AFolderIsNoProgram) {
    std::filesystem::create_directories(folder_ / "a/tool");
    put("b/tool", true);
    EXPECT_EQ(Running(named("tool", both())).read_all(), "b/tool\n");
}

TEST_F(SpawnByName, WhatIsRelativeInThePathBeginsAtTheFolder) {
    put("a/tool", true);
    EXPECT_EQ(Running(named("tool", "/nowhere:a")).read_all(), "a/tool\n");
    EXPECT_EQ(Running(named("a/tool", "")).read_all(), "a/tool\n");
}

TEST_F(SpawnByName, AnEmptyEntryIsTheFolderItself) {
    put("tool", true);
    EXPECT_EQ(Running(named("tool", "/nowhere:")).read_all(), "tool\n");
}

TEST_F(SpawnByName, NotFoundAnywhereIsEnoent) {
    Running child(named("tool", both()));
    EXPECT_EQ(child.error(), (core::NotLaunched{core::LaunchStage::exec, ENOENT, "tool"}));
}

TEST_F(SpawnByName, FoundButNotExecutableIsEacces) {
    put("a/tool", false);
    Running child(named("tool", both()));
    EXPECT_EQ(child.error(), (core::NotLaunched{core::LaunchStage::exec, EACCES, "tool"}));
}

TEST_F(SpawnByName, WithoutPathTheUsualFoldersAreSearched) {
    auto request = named("echo", "");
    request.arguments = {"echo", "hello"};
    request.environment.clear();
    EXPECT_EQ(Running(request).read_all(), "hello\n");
}

} // namespace
} // namespace ganger::os
