// What is asked of single instances of a running app: asks, waits until it has come about, and says so.
#pragma once

#include "command_line.hpp"

namespace ganger::cli {

// `start` with names, of an app that runs already. `taken`: what is said where it can't be asked.
bool adds_to_running(const StartOptions& options);
int start_in_running(const StartOptions& options, const Error& taken, bool json);

// `stop` with names.
int stop_instances(const StopOptions& options);

} // namespace ganger::cli
