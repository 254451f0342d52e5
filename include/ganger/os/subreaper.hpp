// Orphans among our descendants become our children.
#pragma once

namespace ganger::os {

// False where the kernel refuses.
bool become_subreaper();

} // namespace ganger::os
