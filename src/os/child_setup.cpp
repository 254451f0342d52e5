#include "child_setup.hpp"

#include "in_child.hpp"

#include <climits>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ganger::os {
namespace {

constexpr int first_not_passed = 3;
constexpr int most_descriptors_tried = 65536;
constexpr int last_signal = 64;
constexpr std::size_t kernel_mask_bytes = 8; // of the kernel's sigset_t, not of glibc's

using core::LaunchStage;

// Sources may be 0–2 themselves and overlap: move them out of the way before anything is put in place.
GANGER_IN_CHILD bool place_standard_descriptors(const ChildPlan& plan) {
    int sources[3] = {plan.standard[0], plan.standard[1], plan.standard[2]};
    for (int target = 0; target < first_not_passed; ++target) {
        int& source = sources[target];
        if (source == target || source >= first_not_passed) continue;
        source = ::fcntl(source, F_DUPFD_CLOEXEC, first_not_passed);
        if (source < 0) return false;
    }
    for (int target = 0; target < first_not_passed; ++target) {
        // dup2 onto itself would leave close-on-exec as it is.
        const int done =
            sources[target] == target ? ::fcntl(target, F_SETFD, 0) : ::dup2(sources[target], target);
        if (done < 0) return false;
    }
    return true;
}

// The parent may have died before the kernel knew of our wish.
GANGER_IN_CHILD bool die_with_parent(const ChildPlan& plan) {
    if (::syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return false;
    errno = ESRCH;
    return ::getppid() == plan.parent;
}

GANGER_IN_CHILD void close_on_exec(int number) {
    const int flags = ::fcntl(number, F_GETFD);
    if (flags >= 0) ::fcntl(number, F_SETFD, flags | FD_CLOEXEC);
}

GANGER_IN_CHILD int number_in(const char* name) {
    int number = 0;
    for (; *name >= '0' && *name <= '9' && number < INT_MAX / 10 - 1; ++name)
        number = number * 10 + (*name - '0');
    return *name == '\0' ? number : -1;
}

// opendir would allocate.
GANGER_IN_CHILD bool close_listed_on_exec() {
    const int folder = ::open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return false;
    alignas(dirent64) char buffer[4096];
    for (;;) {
        const long bytes = ::syscall(SYS_getdents64, folder, buffer, sizeof buffer);
        if (bytes <= 0) return bytes == 0;
        for (long at = 0; at < bytes;) {
            const auto* entry = reinterpret_cast<const dirent64*>(buffer + at);
            const int number = number_in(entry->d_name);
            if (number >= first_not_passed) close_on_exec(number);
            at += entry->d_reclen;
        }
    }
}

// A descriptor of ours that some library opened without O_CLOEXEC must not reach the program.
GANGER_IN_CHILD void close_the_rest_on_exec() {
    constexpr unsigned cloexec = 1U << 2; // CLOSE_RANGE_CLOEXEC
    if (::syscall(SYS_close_range, first_not_passed, ~0U, cloexec) == 0) return;
    if (close_listed_on_exec()) return;
    for (int number = first_not_passed; number < most_descriptors_tried; ++number) close_on_exec(number);
}

[[noreturn]] GANGER_IN_CHILD void give_up(ChildPlan& plan, LaunchStage stage) {
    plan.error = errno != 0 ? errno : EINVAL;
    plan.failed_stage = stage;
    ::syscall(SYS_exit_group, 127);
    __builtin_unreachable();
}

} // namespace

// Ignored signals and the mask are inherited across exec. By system call, because glibc hides 32 and 33. All
// zero is SIG_DFL without flags, however the kernel's struct is laid out.
GANGER_IN_CHILD bool reset_signals(std::uint64_t left) {
    const std::uint64_t everything_default[8] = {};
    for (int signal = 1; signal <= last_signal; ++signal) {
        if (signal == SIGKILL || signal == SIGSTOP) continue;
        if ((left >> (signal - 1) & 1) != 0) continue;
        if (::syscall(SYS_rt_sigaction, signal, everything_default, nullptr, kernel_mask_bytes) != 0)
            return false;
    }
    const std::uint64_t empty = 0;
    return ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &empty, nullptr, kernel_mask_bytes) == 0;
}

GANGER_IN_CHILD int run_child(void* argument) noexcept {
    auto& plan = *static_cast<ChildPlan*>(argument);
    // It makes the group, too; setpgid after it would be refused.
    if (!plan.in_our_group && ::setsid() < 0) give_up(plan, LaunchStage::session);
    if (plan.terminal >= 0 && ::ioctl(plan.terminal, TIOCSCTTY, 0) != 0) give_up(plan, LaunchStage::terminal);
    if (!place_standard_descriptors(plan)) give_up(plan, LaunchStage::descriptors);
    if (!reset_signals(plan.left_signals)) give_up(plan, LaunchStage::signals);
    if (!plan.every_descriptor) close_the_rest_on_exec(); // before a limit that hides some from it
    LaunchStage stage{};
    if (!plan.in_our_group) tell_session(plan.setup);
    if (!tell_kernel(plan.setup, stage)) give_up(plan, stage);
    // After any change of uid, which would clear it.
    if (!die_with_parent(plan)) give_up(plan, LaunchStage::parent_death);
    if (plan.directory != nullptr && ::chdir(plan.directory) != 0)
        give_up(plan, LaunchStage::working_directory);
    ::execve(plan.program, plan.argv, plan.environment);
    give_up(plan, LaunchStage::exec);
}

} // namespace ganger::os
