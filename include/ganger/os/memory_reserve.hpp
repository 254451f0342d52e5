// Memory for the moment when there is none.
#pragma once

namespace ganger::os {

// From now on an operator new that finds no memory gets some from a reserve, once: what follows from an event
// is not broken off half done. The reserve is but addresses until then.
void keep_memory_reserve();

// Makes it whole again where it was used. False where that can't be had: none is kept any more, and what was
// the reserve has to suffice for an orderly end.
bool restore_memory_reserve();

} // namespace ganger::os
