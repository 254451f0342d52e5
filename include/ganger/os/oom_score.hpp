// Whom the kernel kills where memory runs out: not the one who would start the others again.
#pragma once

#include <optional>

namespace ganger::os {

// Lowers our score as far as we may. What it was before, if it could be lowered: children inherit ours.
std::optional<int> lower_oom_score();

} // namespace ganger::os
