// What of us stays in memory while we only wait.
#pragma once

namespace ganger::os {

// Lets go of what only the start needed: code that was read in for it, and what malloc keeps of what was
// freed. What is used again comes back by itself, from the page cache. Never fails; where it can't, nothing
// changes.
void give_back_startup_memory();

} // namespace ganger::os
