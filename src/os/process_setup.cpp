#include "process_setup.hpp"

#include "in_child.hpp"

#include <ganger/os/accounts.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ganger::os {
namespace {

using core::LaunchStage;
using core::LimitKind;

int resource_of(LimitKind kind) {
    switch (kind) {
    case LimitKind::as:
        return RLIMIT_AS;
    case LimitKind::core:
        return RLIMIT_CORE;
    case LimitKind::cpu:
        return RLIMIT_CPU;
    case LimitKind::data:
        return RLIMIT_DATA;
    case LimitKind::fsize:
        return RLIMIT_FSIZE;
    case LimitKind::locks:
        return RLIMIT_LOCKS;
    case LimitKind::memlock:
        return RLIMIT_MEMLOCK;
    case LimitKind::msgqueue:
        return RLIMIT_MSGQUEUE;
    case LimitKind::nice:
        return RLIMIT_NICE;
    case LimitKind::nofile:
        return RLIMIT_NOFILE;
    case LimitKind::nproc:
        return RLIMIT_NPROC;
    case LimitKind::rss:
        return RLIMIT_RSS;
    case LimitKind::rtprio:
        return RLIMIT_RTPRIO;
    case LimitKind::rttime:
        return RLIMIT_RTTIME;
    case LimitKind::sigpending:
        return RLIMIT_SIGPENDING;
    case LimitKind::stack:
        return RLIMIT_STACK;
    }
    return RLIMIT_NLIMITS;
}

rlimit limit_here(int resource) {
    rlimit here{RLIM_INFINITY, RLIM_INFINITY};
    ::getrlimit(static_cast<__rlimit_resource_t>(resource), &here);
    return here;
}

void add_limit(ProcessSetup& setup, LimitKind kind, const core::LimitSetting& wish, rlimit here) {
    if (wish.hard) here.rlim_max = *wish.hard;
    here.rlim_cur = wish.soft ? *wish.soft : std::min(here.rlim_cur, here.rlim_max);
    setup.limits.at(setup.limit_count++) = {kind, resource_of(kind), here};
}

ProcessSetup::Digits digits_of(int number) {
    ProcessSetup::Digits digits;
    const auto begin = digits.text.data();
    digits.bytes =
        static_cast<std::size_t>(std::to_chars(begin, begin + digits.text.size(), number).ptr - begin);
    return digits;
}

GANGER_IN_CHILD bool write_to(const char* path, const ProcessSetup::Digits& digits) {
    const int file = ::open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return false;
    const bool written =
        ::write(file, digits.text.data(), digits.bytes) == static_cast<ssize_t>(digits.bytes);
    const int error = errno;
    ::close(file);
    errno = error;
    return written;
}

GANGER_IN_CHILD bool set_limits(ProcessSetup& setup) {
    for (setup.limits_set = 0; setup.limits_set < setup.limit_count; ++setup.limits_set) {
        const auto* const limit = setup.limits.data() + setup.limits_set;
        if (::setrlimit(static_cast<__rlimit_resource_t>(limit->resource), &limit->value) != 0) return false;
    }
    return true;
}

// By system call: glibc's functions make every thread follow, and here are the threads of our parent. What
// capabilities we were given are not passed on to another user.
GANGER_IN_CHILD bool change_user(const ProcessSetup& setup) {
#ifdef SYS_setresuid32
    constexpr long set_groups = SYS_setgroups32;
    constexpr long set_group = SYS_setresgid32;
    constexpr long set_user = SYS_setresuid32;
#else
    constexpr long set_groups = SYS_setgroups;
    constexpr long set_group = SYS_setresgid;
    constexpr long set_user = SYS_setresuid;
#endif
    if (::syscall(set_groups, setup.groups.size(), setup.groups.data()) != 0) return false;
    if (::syscall(set_group, setup.group, setup.group, setup.group) != 0) return false;
    if (::syscall(set_user, setup.user, setup.user, setup.user) != 0) return false;
    ::syscall(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    return true;
}

std::string amount_text(std::uint64_t amount) {
    return amount == core::unlimited ? "unlimited" : fmt::format("{}", amount);
}

std::string limit_text(const ProcessSetup::Limit& limit) {
    const auto here = limit_here(limit.resource).rlim_max;
    const bool both = limit.value.rlim_cur != limit.value.rlim_max;
    auto text = fmt::format("{} to {}{}", core::limit_text(limit.kind), amount_text(limit.value.rlim_cur),
                            both ? fmt::format(" (hard: {})", amount_text(limit.value.rlim_max)) : "");
    if (limit.value.rlim_max > here || limit.value.rlim_cur > here)
        text += fmt::format(", above the hard limit of {}", amount_text(here));
    return text;
}

} // namespace

ProcessSetup lay_out(const core::ProcessSettings& settings, std::optional<std::uint64_t> open_files) {
    ProcessSetup setup;
    auto wishes = settings.limits;
    if (open_files) wishes.try_emplace(LimitKind::nofile);
    for (const auto& [kind, wish] : wishes) {
        auto here = limit_here(resource_of(kind));
        if (kind == LimitKind::nofile && open_files) here.rlim_cur = *open_files;
        add_limit(setup, kind, wish, here);
    }
    if (settings.account && (!is_ours(*settings.account) || may_change_user())) {
        const auto& account = *settings.account;
        setup.changes_user = true;
        setup.user = account.user;
        setup.group = account.group;
        setup.groups = {account.groups.begin(), account.groups.end()};
        setup.user_name = account.name;
    }
    setup.sets_umask = settings.umask.has_value();
    setup.umask = settings.umask.value_or(0);
    setup.sets_nice = settings.nice.has_value();
    setup.nice = settings.nice.value_or(0);
    setup.nice_text = digits_of(setup.nice);
    if (settings.oom_score_adj) setup.oom_score_adj = digits_of(*settings.oom_score_adj);
    return setup;
}

// What needs a privilege comes before the user, and no file could be opened behind a low limit.
GANGER_IN_CHILD bool tell_kernel(ProcessSetup& setup, LaunchStage& failed) {
    failed = LaunchStage::oom_score_adj;
    if (setup.oom_score_adj.bytes > 0 && !write_to("/proc/self/oom_score_adj", setup.oom_score_adj))
        return false;
    failed = LaunchStage::nice;
    if (setup.sets_nice && ::setpriority(PRIO_PROCESS, 0, setup.nice) != 0) return false;
    failed = LaunchStage::limits;
    if (!set_limits(setup)) return false;
    failed = LaunchStage::user;
    if (setup.changes_user && !change_user(setup)) return false;
    if (setup.sets_umask) ::umask(setup.umask);
    return true;
}

GANGER_IN_CHILD void tell_session(const ProcessSetup& setup) {
    if (setup.sets_nice) write_to("/proc/self/autogroup", setup.nice_text);
}

std::string subject_of(const ProcessSetup& setup, LaunchStage failed) {
    if (failed == LaunchStage::user) return setup.user_name;
    if (failed == LaunchStage::nice) return fmt::format("to {}", setup.nice);
    if (failed == LaunchStage::oom_score_adj)
        return "to " + std::string(setup.oom_score_adj.text.data(), setup.oom_score_adj.bytes);
    if (failed == LaunchStage::limits) return limit_text(setup.limits.at(setup.limits_set));
    return {};
}

} // namespace ganger::os
