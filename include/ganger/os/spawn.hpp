// Starting a program: own session and group, clean signals, no descriptor but 0, 1, 2, dies with us. Launched through Boost.Process
// with our own launcher (clone with CLONE_VM|CLONE_VFORK|CLONE_PIDFD); Boost.Process is named in spawn.cpp only.
#pragma once

#include <ganger/core/ending.hpp>
#include <ganger/core/result.hpp>
#include <ganger/os/fd.hpp>

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ganger::os {

struct SpawnRequest {
    std::string program;                  // a path, or a name to be found in the PATH of `environment`
    std::vector<std::string> arguments;   // argv, argv[0] included
    std::vector<std::string> environment; // "KEY=value"
    std::string directory;
    int standard_input = -1; // descriptors of the caller's, which keeps them
    int standard_output = -1;
    int standard_error = -1;
    std::optional<std::uint64_t> open_files; // soft RLIMIT_NOFILE
};

struct Spawned {
    pid_t pid = -1;
    Fd pidfd; // close-on-exec
};

class Spawner {
  public:
    Spawner();
    ~Spawner();

    // Returns when the program is executed, or with the stage and errno that prevented it. No zombie, no descriptor is left behind.
    tl::expected<Spawned, core::NotLaunched> spawn(const SpawnRequest& request);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace ganger::os
