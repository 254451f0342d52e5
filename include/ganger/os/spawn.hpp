// Starting a program: own session and group, clean signals, no descriptor but 0, 1, 2 (all as long as the
// request doesn't say otherwise), dies with us. Launched
// through Boost.Process with our own launcher (clone with CLONE_VM|CLONE_VFORK|CLONE_PIDFD); Boost.Process is
// named in spawn.cpp only.
#pragma once

#include <ganger/core/ending.hpp>
#include <ganger/core/process_settings.hpp>
#include <ganger/core/result.hpp>
#include <ganger/os/fd.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ganger::os {

struct SpawnRequest {
    std::string program;                  // a path, or a name to be found in the PATH of `environment`
    std::vector<std::string> arguments;   // argv, argv[0] included
    std::vector<std::string> environment; // "KEY=value"
    std::string directory;   // empty: ours. What is relative in PATH or `program` is relative to it
    int standard_input = -1; // descriptors of the caller's, which keeps them; -1: our own
    int standard_output = -1;
    int standard_error = -1;
    int controlling_terminal = -1;           // one of ours that is nobody's yet: the slave of a pty
    std::optional<std::uint64_t> open_files; // soft RLIMIT_NOFILE, if `process` says nothing
    core::ProcessSettings process{};         // but for its folder
    bool in_our_group = false;               // no session and group of its own
    bool every_descriptor = false;   // those of ours that are not close-on-exec, too, as whoever started us
                                     // has given them
    std::vector<int> left_ignored{}; // signals that stay ignored if they are
    int control_group = -1;          // the folder of one of cgroup v2, to be born in if the kernel does that
};

struct Spawned {
    pid_t pid = -1;
    Fd pidfd; // close-on-exec; empty on kernels and in sandboxes without pidfds: SIGCHLD and peek_end are
              // left then
    bool in_control_group = false;
};

class Spawner {
  public:
    Spawner(); // throws std::system_error where no descriptor or memory is left
    ~Spawner();

    // To be called on the main thread: the kernel's "dies with us" means the thread that called this.
    // A script that names no interpreter is run by /bin/sh. Returns when the program is executed, or with the
    // stage and errno that prevented it. No zombie, no descriptor is left behind.
    tl::expected<Spawned, core::NotLaunched> spawn(const SpawnRequest& request);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace ganger::os
