// What a one-off is to run, and with which environment: `ganger run` and `ganger exec`.
#pragma once

#include <ganger/core/plan.hpp>

#include <optional>
#include <string>
#include <utility>
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

// The first instance of a type, with arguments added to its command. Where there is no web, it is meant by
// the PORT that the environment brings.
Result<PlannedInstance> plan_exec(PlanRequest request, const std::string& type,
                                  const std::vector<std::string>& arguments);

// "KEY=value" for what we become. It stays the process that whoever started us knows: a service's variables
// and a mark, if we have one, are meant for it. `at_terminal`: its output.
std::vector<std::string> exec_environment(const PlannedInstance& instance, const Environment& apps,
                                          const std::vector<std::pair<std::string, std::string>>& inherited,
                                          bool at_terminal);

} // namespace ganger::core
