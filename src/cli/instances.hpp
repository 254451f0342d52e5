// What is asked of single instances of a running app: asks, waits until it has come about, and says so.
#pragma once

#include "command_line.hpp"

namespace ganger::cli {

// `start` with names, of an app that runs already.
bool adds_to_running(const StartOptions& options);
int start_in_running(const StartOptions& options, bool json);

// `stop` with names.
int stop_instances(const StopOptions& options);

} // namespace ganger::cli
