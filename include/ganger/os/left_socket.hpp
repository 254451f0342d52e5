// The sockets in our folders that killed supervisors have left there.
#pragma once

#include <ganger/os/fd.hpp>
#include <ganger/os/runtime_folder.hpp>

#include <chrono>
#include <string>

namespace ganger::os {

// As long as it is open, no other ganger makes or removes a socket in that folder. Empty: somebody else had
// it all the time, or there are no locks here.
Fd hold_folder(const RuntimeFolder& folder, std::chrono::milliseconds at_most);

// Certain, while the folder is held: whatever is there is a dead one's.
bool nobody_listens(const std::string& path);

} // namespace ganger::os
