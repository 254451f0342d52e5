#include "children.hpp"

#include <ganger/os/child_handle.hpp>

#include <cstdio>
#include <sys/resource.h>

namespace ganger::os {
namespace {

using core::LaunchStage;
using core::NotLaunched;

NotLaunched failure_of(const SpawnRequest& request) {
    Running child(request);
    EXPECT_FALSE(child.launched());
    EXPECT_FALSE(any_child_left()) << "a zombie is left";
    return child.error();
}

TEST(SpawnFailure, AMissingProgramIsToldByStageAndErrno) {
    auto request = request_for({});
    request.program = "/nowhere/tool";
    EXPECT_EQ(failure_of(request), (NotLaunched{LaunchStage::exec, ENOENT, "/nowhere/tool"}));
}

TEST(SpawnFailure, AFileThatIsNoProgramIsEacces) {
    auto request = request_for({});
    request.program = "/etc/passwd";
    EXPECT_EQ(failure_of(request), (NotLaunched{LaunchStage::exec, EACCES, "/etc/passwd"}));
}

TEST(SpawnFailure, AMissingFolderIsNamed) {
    auto request = request_for({});
    request.directory = "/nowhere";
    EXPECT_EQ(failure_of(request), (NotLaunched{LaunchStage::working_directory, ENOENT, "/nowhere"}));
}

TEST(SpawnFailure, AFileAsFolderIsNamed) {
    auto request = request_for({});
    request.directory = "/etc/passwd";
    EXPECT_EQ(failure_of(request), (NotLaunched{LaunchStage::working_directory, ENOTDIR, "/etc/passwd"}));
}

TEST(SpawnFailure, TooLargeAnEnvironmentIsE2big) {
    auto request = request_for({});
    request.environment.push_back("BIG=" + std::string(200 * 1024, 'x'));
    const auto failure = failure_of(request);
    EXPECT_EQ(failure, (NotLaunched{LaunchStage::exec, E2BIG, request.program, failure.detail}));
    EXPECT_TRUE(failure.detail.starts_with("its largest part is the variable BIG: 204805 of "))
        << failure.detail;
}

TEST(SpawnFailure, ANulByteIsNoSilentEnd) {
    auto request = request_for({});
    request.environment.push_back(std::string("A=1\0B=2", 7));
    EXPECT_EQ(failure_of(request), (NotLaunched{LaunchStage::exec, EINVAL, request.program}));
}

TEST(SpawnFailure, AClosedDescriptorIsRefused) {
    auto request = request_for({});
    request.standard_input = 4000;
    Spawner spawner;
    const auto spawned = spawner.spawn(request);
    ASSERT_FALSE(spawned);
    EXPECT_EQ(spawned.error(), (NotLaunched{LaunchStage::descriptors, EBADF, ""}));
    EXPECT_FALSE(any_child_left());
}

TEST(SpawnFailure, NoDescriptorLeftIsAForkThatFailed) {
    const auto story = in_own_process([]() -> std::string {
        Spawner spawner;
        rlimit limit{64, 64};
        ::setrlimit(RLIMIT_NOFILE, &limit);
        std::vector<Fd> all;
        while (all.emplace_back(::open("/dev/null", O_RDONLY | O_CLOEXEC))) {
        }
        for (int free = 0; free < 3; ++free) {
            const auto spawned = spawner.spawn(request_for({"exit", "7"}));
            if (spawned) return "launched with " + std::to_string(free) + " free" + (free == 2 ? "" : "?");
            if (spawned.error() != NotLaunched{LaunchStage::fork, EMFILE, ""}) return "another error";
            if (any_child_left()) return "a child is left";
            all[static_cast<std::size_t>(free)].reset();
        }
        return "never launched";
    });
    EXPECT_EQ(story, "launched with 2 free");
}

TEST(SpawnFailure, LeavesNoDescriptorBehind) {
    Spawner spawner;
    auto request = request_for({});
    request.program = "/nowhere/tool";
    const auto before = open_descriptors();
    for (int i = 0; i < 50; ++i) EXPECT_FALSE(spawner.spawn(request));
    EXPECT_EQ(open_descriptors(), before);
}

TEST(SpawnFailure, AFailedExecDoesNotFlushOurStdioASecondTime) {
    Pipe pipe = std::move(make_pipe().value());
    std::FILE* stream = ::fdopen(pipe.write_end.release(), "w");
    std::fputs("once", stream);
    auto request = request_for({});
    request.program = "/nowhere/tool";
    EXPECT_FALSE(Spawner().spawn(request));
    EXPECT_EQ(bytes_readable(pipe.read_end), 0U) << "the child has written what is in our buffer";
    std::fclose(stream);
    EXPECT_EQ(read_text(pipe.read_end.number()), "once");
}

} // namespace
} // namespace ganger::os
