// `ganger start --detach`: a process in the background runs the app, this one waits until it is ready.
#pragma once

#include "app_door.hpp"
#include "app_lock.hpp"
#include "command_line.hpp"

#include <ganger/core/app_identity.hpp>
#include <ganger/core/profile.hpp>
#include <ganger/core/result.hpp>
#include <ganger/os/detach.hpp>

#include <optional>

namespace ganger::cli {

// How the app is run; with none it is in the foreground.
using RunApp = int (*)(const StartOptions& options, os::Background* background);

// The exit status, in both processes.
int start_detached(const StartOptions& options, RunApp run);

// ---- In the background

// The lock, or nothing: it runs already, and whoever waits in front has been told so.
Result<std::optional<HeldApp>> hold_or_join(const core::AppIdentity& app, core::Profile profile,
                                            std::optional<unsigned> group, os::Background& background);

// The last before it starts: what is said from now on is for the log alone.
void tell_front(const core::AppIdentity& app, const Door& door, os::Background& background);

} // namespace ganger::cli
