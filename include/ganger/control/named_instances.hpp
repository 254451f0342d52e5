// Which of the instances that run are meant by the names that somebody typed. Pure.
#pragma once

#include <ganger/control/api.hpp>
#include <ganger/core/snapshot.hpp>

#include <string>
#include <vector>

namespace ganger::control {

// "web" is all that run of it, "web.2" one. Refused as a whole if one of them is nothing that runs.
tl::expected<std::vector<core::InstanceSnapshot>, Answer>
named_instances(const std::vector<std::string>& names, const core::Snapshot& snapshot);

// There is nothing of this name.
Answer unknown_instance(const std::string& name, const core::Snapshot& snapshot);

} // namespace ganger::control
