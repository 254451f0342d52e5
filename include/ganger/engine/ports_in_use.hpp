// Ports that are in use already.
#pragma once

#include <ganger/core/plan.hpp>
#include <ganger/core/result.hpp>

#include <vector>

namespace ganger::engine {

// Processes that are expected to listen would fail one by one, later and less clearly.
std::vector<Error> ports_in_use(const std::vector<core::PlannedInstance>& instances);

} // namespace ganger::engine
