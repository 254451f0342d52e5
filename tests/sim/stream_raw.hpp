// The judge of the format raw: nothing stands between the bytes of the sources, and ganger's own lines are
// aside.
#pragma once

#include "stream_judge.hpp"

#include <string>

namespace ganger::sim {

std::string judge_raw(const Evidence& evidence);

} // namespace ganger::sim
