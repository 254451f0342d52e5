// What /proc tells about processes. Everything here may be missing or stale: answers are optional, never
// fatal.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ganger::os {

struct ProcessInfo {
    pid_t pid = 0;
    pid_t parent = 0;
    pid_t group = 0;
    pid_t session = 0;
    char state = '?';        // 'Z': zombie
    bool is_exiting = false; // on its way to a zombie
    bool is_kernel_thread = false;
    int threads = 0;
    std::uint64_t start_time = 0; // clock ticks since boot: with the pid, an identity
    std::string name;
};

std::optional<ProcessInfo> process_info(pid_t pid);

// All of its threads, not only the first.
bool has_ended(const ProcessInfo& process);

// False also as soon as it has begun to end: it lets go of its locks before it is a zombie.
bool is_running(pid_t pid, std::uint64_t start_time);

// Direct children of ours, zombies included, by /proc/self/task/*/children. Empty optional: /proc does not
// tell.
std::optional<std::vector<pid_t>> own_children();
std::vector<pid_t> children_of(pid_t pid);

bool descends_from_us(pid_t pid); // or is us

// Those of the kernel's own, where it lists them: on a quiet machine most of what is in /proc.
std::set<pid_t> kernel_threads();

// GANGER_ID in its environment, if that can be read: "<run>.<instance>.<launch>".
std::optional<std::string> mark_of(const ProcessInfo& process);

} // namespace ganger::os
