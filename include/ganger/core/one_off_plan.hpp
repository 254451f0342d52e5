// What a one-off is to run, and with which environment: `ganger run` and `ganger exec`.
#pragma once

#include <ganger/core/plan.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ganger::core {

struct OneOffCommand {
    std::vector<std::string> words;  // as typed, at least one
    bool literal = false;            // behind `--`: a program and its arguments, nothing else
    std::optional<std::string> type; // --type: whose environment
};

// What it is that `words` name: an entry of the Procfile by its name, with arguments; a single word as a
// command line, as it would stand in a Procfile; several as a program and its arguments. It is called run.1.
// Its environment is that of the type if one is named, else the app's.
Result<PlannedInstance> plan_one_off(const PlanRequest& request, const OneOffCommand& command);

// The first instance of a type, with arguments added to its command.
Result<PlannedInstance> plan_exec(const PlanRequest& request, const std::string& type,
                                  const std::vector<std::string>& arguments);

} // namespace ganger::core
