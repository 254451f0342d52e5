// What supervisors that were killed have left where sockets lie: their sockets, and the files beside these.
#pragma once

#include <ganger/os/runtime_folder.hpp>

namespace ganger::cli {

// By the holder of the folder.
void remove_left_apps(const os::RuntimeFolder& folder);

// In all our own folders where nobody else is about to do something.
void remove_left_apps();

} // namespace ganger::cli
