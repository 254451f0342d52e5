// What the kernel is told about a process before its program runs, laid out as numbers beforehand: telling it
// then is system calls only, for the child between clone and exec.
#pragma once

#include <ganger/core/ending.hpp>
#include <ganger/core/process_settings.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <sys/resource.h>
#include <sys/types.h>
#include <vector>

namespace ganger::os {

struct ProcessSetup {
    struct Digits {
        std::array<char, 8> text{};
        std::size_t bytes = 0;
    };
    struct Limit {
        core::LimitKind kind{};
        int resource = 0;
        rlimit value{};
    };
    std::array<Limit, RLIM_NLIMITS> limits{};
    std::size_t limit_count = 0;
    bool changes_user = false;
    uid_t user = 0;
    gid_t group = 0;
    std::vector<gid_t> groups;
    std::string user_name;
    bool sets_umask = false;
    mode_t umask = 0;
    bool sets_nice = false;
    int nice = 0;
    Digits nice_text;
    Digits oom_score_adj; // none: as it is

    std::size_t limits_set = 0; // so many of them, when `tell_kernel` gave up
};

// `open_files`: the soft limit where the settings leave it open.
ProcessSetup lay_out(const core::ProcessSettings& settings, std::optional<std::uint64_t> open_files);

// False: errno, and at which stage. Async-signal-safe.
bool tell_kernel(ProcessSetup& setup, core::LaunchStage& failed);

// A session is a group of its own for the scheduler where that is enabled, and between groups only their
// values count. Only for who leads a session of its own. Async-signal-safe.
void tell_session(const ProcessSetup& setup);

// What it was that failed there, for people.
std::string subject_of(const ProcessSetup& setup, core::LaunchStage failed);

} // namespace ganger::os
