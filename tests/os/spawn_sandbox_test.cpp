// What old kernels and sandboxes refuse, produced by a seccomp filter in a process of its own.
#include "children.hpp"

#include <ganger/os/child_handle.hpp>
#include <ganger/os/process_group.hpp>

#include <cstddef>
#include <cstdint>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>

namespace ganger::os {
namespace {

sock_filter statement(std::uint16_t code, std::uint32_t k) {
    return {code, 0, 0, k};
}
sock_filter jump(std::uint16_t code, std::uint32_t k, std::uint8_t yes, std::uint8_t no) {
    return {code, yes, no, k};
}

// The system call fails with `error` from now on; with `flag`, only if its first argument has it.
bool refuse(long call, int error, std::uint32_t flag = 0) {
    constexpr std::uint16_t load = BPF_LD | BPF_W | BPF_ABS;
    sock_filter program[] = {
        statement(load, offsetof(seccomp_data, nr)),
        jump(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 3),
        statement(load,
                  offsetof(seccomp_data, args)), // the low half: every machine we build for is little-endian
        jump(BPF_JMP | BPF_JSET | BPF_K, flag, 0, static_cast<std::uint8_t>(flag == 0 ? 0 : 1)),
        statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error)),
        statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    sock_fprog filter{static_cast<unsigned short>(std::size(program)), program};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

constexpr const char* no_seccomp = "no seccomp";

// Starts a child, looks whether a descriptor leaks, ends it, and lets a launch fail.
std::string launch_and_stop(bool with_pidfd) {
    const Fd leaky(::open("/dev/null", O_RDONLY));
    const auto before = open_descriptors();
    {
        // Not by a list of /proc/self/fd: the filter is inherited.
        Running child({"flags=" + std::to_string(leaky.number()), "flags=2", "wait"});
        if (!child.launched()) return "not launched: " + std::to_string(child.error().error);
        if (static_cast<bool>(child.pidfd()) != with_pidfd) return "pidfd?";
        const auto text = child.read_to("flags 2 blocking\n");
        if (text.find(" closed\n") == std::string::npos) return text;
        if (!signal_child(child.pid(), child.pidfd(), SIGTERM)) return "not signalled";
        if (child.read_all() != "") return "more output?";
        while (!peek_end(child.pid())) {
        } // its descriptors are closed just before it becomes a zombie
        if (peek_end(child.pid()) != core::Ending(core::Signaled{SIGTERM, false})) return "another end";
        if (!reap(child.pid())) return "not reaped";
    }
    auto request = request_for({});
    request.program = "/nowhere/tool";
    if (Running(request).error() != core::NotLaunched{core::LaunchStage::exec, ENOENT, "/nowhere/tool"})
        return "error?";
    if (any_child_left()) return "a zombie is left";
    return open_descriptors() == before ? "" : "a descriptor is left";
}

std::string expect_launch(std::vector<std::pair<long, int>> refused, bool with_pidfd) {
    return in_own_process([&]() -> std::string {
        for (const auto& [call, error] : refused)
            if (!refuse(call, error, call == SYS_clone ? CLONE_PIDFD : 0)) return no_seccomp;
        return launch_and_stop(with_pidfd);
    });
}

void expect_no_failure(const std::string& story) {
    if (story == no_seccomp) GTEST_SKIP() << "seccomp filters are not allowed here";
    EXPECT_EQ(story, "");
}

TEST(SpawnInASandbox, LaunchesWhereClonePidfdIsRefusedAndOpensThePidfdAfterwards) {
    for (int error : {EINVAL, EPERM, ENOSYS}) expect_no_failure(expect_launch({{SYS_clone, error}}, true));
}

TEST(SpawnInASandbox, LaunchesWhereThereAreNoPidfdsAtAll) {
    expect_no_failure(expect_launch(
        {{SYS_clone, EINVAL}, {SYS_pidfd_open, ENOSYS}, {SYS_pidfd_send_signal, ENOSYS}}, false));
}

TEST(SpawnInASandbox, SignalsByNumberWherePidfdsCannotBeSignalled) {
    expect_no_failure(expect_launch({{SYS_pidfd_send_signal, EPERM}}, true));
}

TEST(SpawnInASandbox, LeaksNoDescriptorWhereCloseRangeIsRefused) {
    for (int error : {EINVAL, EPERM, ENOSYS})
        expect_no_failure(expect_launch({{SYS_close_range, error}}, true));
}

TEST(SpawnInASandbox, LeaksNoDescriptorWithoutCloseRangeAndProc) {
    expect_no_failure(expect_launch({{SYS_close_range, ENOSYS}, {SYS_getdents64, ENOENT}}, true));
}

TEST(SpawnInASandbox, NoMoreProcessesIsAForkThatFailed) {
    expect_no_failure(in_own_process([]() -> std::string {
        if (!refuse(SYS_clone, EAGAIN)) return no_seccomp;
        const auto before = open_descriptors();
        if (Running({}).error() != core::NotLaunched{core::LaunchStage::fork, EAGAIN, ""})
            return "another error";
        return open_descriptors() == before ? "" : "a descriptor is left";
    }));
}

} // namespace
} // namespace ganger::os
