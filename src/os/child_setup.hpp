// What happens in the child between clone and exec. It runs in memory shared with the suspended parent:
// system calls only, no allocation, no lock, no exception, nothing that a sanitizer instruments.
#pragma once

#include "process_setup.hpp"

#include <ganger/core/ending.hpp>

#include <array>
#include <cstdint>
#include <sys/types.h>

namespace ganger::os {

struct ChildPlan {
    const char* program = nullptr; // a path
    char* const* argv = nullptr;
    char* const* environment = nullptr;
    const char* directory = nullptr; // null: stay
    std::array<int, 3> standard{0, 1, 2};
    int terminal = -1;              // to be the session's
    bool in_our_group = false;      // no session of its own
    bool every_descriptor = false;  // those above 2 are left as they are
    std::uint64_t left_signals = 0; // bit n-1: signal n is left as it is; a handler never survives exec
    ProcessSetup setup{};
    pid_t parent = -1;

    // Written by the child, read by the parent once clone has returned there. 0: the program is executed.
    core::LaunchStage failed_stage{};
    int error = 0;
};

// To default, and none blocked; but for those of `left` (bit n-1: signal n). False: errno.
bool reset_signals(std::uint64_t left);

// The child's function for clone; the argument is a ChildPlan. Never returns.
int run_child(void* plan) noexcept;

} // namespace ganger::os
