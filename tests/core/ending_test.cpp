#include <ganger/core/ending.hpp>

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>

using namespace ganger::core;

// The wording is what users see and search for: a change here is a change of behaviour.
struct EndingCase {
    Ending ending;
    int status;
    const char* words;
};

const EndingCase ending_cases[] = {
    {Exited{0}, 0, "exited 0"},
    {Exited{3}, 3, "exited 3"},
    {Exited{255}, 255, "exited 255"},
    {Signaled{SIGKILL, false}, 137, "was killed by SIGKILL"},
    {Signaled{SIGTERM, false}, 143, "was killed by SIGTERM"},
    {Signaled{SIGSEGV, true}, 139, "was killed by SIGSEGV (core dumped)"},
    {NotLaunched{LaunchStage::exec, ENOENT, "x"}, 127,
     "cannot be started: exec 'x': No such file or directory"},
    {NotLaunched{LaunchStage::exec, ENOTDIR, "a/x"}, 127, "cannot be started: exec 'a/x': Not a directory"},
    {NotLaunched{LaunchStage::exec, EACCES, "./x"}, 126, "cannot be started: exec './x': Permission denied"},
    {NotLaunched{LaunchStage::exec, ENOEXEC, "./x"}, 126, "cannot be started: exec './x': Exec format error"},
    {NotLaunched{LaunchStage::exec, E2BIG, "/bin/sh"}, 126,
     "cannot be started: exec '/bin/sh': Argument list too long"},
    {NotLaunched{LaunchStage::working_directory, ENOENT, "/gone"}, 125,
     "cannot be started: working directory '/gone': No such file or directory"},
    {NotLaunched{LaunchStage::user, EPERM, "app"}, 125,
     "cannot be started: user 'app': Operation not permitted"},
    {NotLaunched{LaunchStage::limits, EPERM, "nofile to 8192"}, 125,
     "cannot be started: setting limit nofile to 8192: Operation not permitted"},
    {NotLaunched{LaunchStage::nice, EACCES, "to -5"}, 125,
     "cannot be started: setting nice to -5: Permission denied"},
    {NotLaunched{LaunchStage::oom_score_adj, EACCES, "to -5"}, 125,
     "cannot be started: setting oom_score_adj to -5: Permission denied"},
    {NotLaunched{LaunchStage::fork, EAGAIN, ""}, 125,
     "cannot be started: fork: Resource temporarily unavailable"},
    {NotLaunched{LaunchStage::terminal, ENOSPC, ""}, 125, "cannot be started: pty: No space left on device"},
    {NotLaunched{LaunchStage::pipe, EMFILE, ""}, 125, "cannot be started: pipe: Too many open files"},
};

TEST(Ending, HasAnExitStatusAsAShellReportsIt) {
    for (const EndingCase& each : ending_cases)
        EXPECT_EQ(exit_status(each.ending), each.status) << each.words;
}

TEST(Ending, IsToldInTheseWords) {
    for (const EndingCase& each : ending_cases) EXPECT_EQ(describe(each.ending), each.words);
}

TEST(Ending, OfASignalIsNeverAStatusOfZeroOrAbove255) {
    for (int signal = 1; signal <= 64; ++signal) {
        EXPECT_GT(exit_status(Signaled{signal, false}), 128);
        EXPECT_LE(exit_status(Signaled{signal, false}), 192);
    }
}

TEST(LaunchStage, EachHasItsOwnText) {
    EXPECT_EQ(stage_text(LaunchStage::exec), "exec");
    EXPECT_EQ(stage_text(LaunchStage::working_directory), "working directory");
    EXPECT_EQ(stage_text(LaunchStage::parent_death), "parent-death signal");
}
