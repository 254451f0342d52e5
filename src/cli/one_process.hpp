// What `run` and `exec` share: their exit status is that of one process, and ganger's own errors are 125.
#pragma once

#include "files.hpp"

#include <ganger/core/ending.hpp>
#include <ganger/core/plan.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ganger::cli {

// own_error.
int refuse(const std::vector<Error>& errors);

// Nothing where something is wrong. Tells that, and what else is to be told of the files.
std::optional<AppFiles> read_files_for_one_process(const FileOptions& options,
                                                   const std::vector<std::string>& set);

core::PlanRequest plan_request(const AppFiles& files, const std::optional<std::string>& port);

// Tells why it is not there; the exit status. `hint`: where its program was not found.
int tell_not_launched(const std::string& name, const core::NotLaunched& why, const std::string& hint);

} // namespace ganger::cli
