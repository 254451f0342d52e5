// Becoming a program: the same process, with the descriptors, the terminal and the process group that it has.
#pragma once

#include <ganger/core/ending.hpp>
#include <ganger/core/process_settings.hpp>

#include <string>
#include <vector>

namespace ganger::os {

struct BecomeRequest {
    std::string program;                  // a path, or a name to be found in the PATH of `environment`
    std::vector<std::string> arguments;   // argv, argv[0] included
    std::vector<std::string> environment; // "KEY=value"
    std::string directory;
    core::ProcessSettings process{}; // but for its folder
};

// Signals are as a program expects them, but for nohup's wish. A script that names no interpreter is run by
// /bin/sh. Returns only if that failed; the process is not what it was then, and has to end.
core::NotLaunched become(const BecomeRequest& request);

} // namespace ganger::os
