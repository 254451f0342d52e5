// Asking for a start, a stop, a restart or another number of instances; and what is said to that at once.
#pragma once

#include <ganger/control/api.hpp>
#include <ganger/core/snapshot.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::control {

// {"names": ["web", "worker.2"], "formation": {"web": 3, "worker": "+1"}}, one line; what is empty is left
// out.
std::string to_json(const CommandInstances& command);
// Nothing: it is anything else, or has what this verb does not take.
std::optional<CommandInstances> read_instance_command(InstanceVerb verb, std::string_view document);

// Which instances are meant, by the names that somebody typed: all of a type, or one. Refused as a whole.
// What a start means and is not there is a type to come.
struct MeantInstances {
    std::vector<core::InstanceSnapshot> instances;
    std::vector<core::CountChange> changes;
};
tl::expected<MeantInstances, Answer> meant_instances(const CommandInstances& command,
                                                     const core::Snapshot& snapshot);

// What was asked for: who is started, stopped …, and how many there are to be.
struct InstancesAsked {
    std::vector<std::string> names;
    std::map<std::string, unsigned> formation;
};

// {"names": ["web.1"], "formation": {"web": 3}}, one line.
std::string to_json(const InstancesAsked& asked);
InstancesAsked read_instances_asked(std::string_view document);

} // namespace ganger::control
