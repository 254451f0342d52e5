#include "engine.hpp"

#include <ganger/control/instance_command.hpp>
#include <ganger/engine/ports_in_use.hpp>
#include <ganger/os/clock.hpp>

#include <algorithm>
#include <map>
#include <utility>

// What the engine answers to commands about single instances.
namespace ganger::engine {

namespace {

constexpr unsigned conflict = 409;

using control::InstanceVerb;

core::Formation formation_of(const core::Snapshot& snapshot) {
    std::map<std::string, unsigned> counts;
    for (const auto& instance : snapshot.instances)
        if (!instance.leaves && !instance.first) ++counts[instance.name.type];
    core::Formation formation;
    for (const auto& [type, count] : counts) formation.push_back({type, count});
    return formation;
}

bool is_changed(const std::vector<core::CountChange>& changes, const std::string& type) {
    return std::any_of(changes.begin(), changes.end(),
                       [&](const auto& change) { return change.type == type; });
}

core::Event event_of(InstanceVerb verb, std::vector<core::InstanceId> instances) {
    if (verb == InstanceVerb::stop) return core::StopAsked{std::move(instances)};
    if (verb == InstanceVerb::restart) return core::RestartAsked{std::move(instances)};
    return core::StartAsked{std::move(instances)};
}

} // namespace

// Whose port another one may hold by now.
std::vector<core::PlannedInstance>
Engine::without_process(const std::vector<core::PlannedInstance>& planned) const {
    std::map<std::string, bool> lives;
    for (const auto& instance : supervisor_.snapshot().instances)
        lives[instance.name.text()] = instance.launch.has_value();
    std::vector<core::PlannedInstance> result;
    for (const auto& instance : planned)
        if (!lives[instance.name.text()]) result.push_back(instance);
    return result;
}

// The plan grows by what there has not been before; its order is that of the supervisor's lives.
void Engine::grow(const ScaledApp& scaled) {
    std::vector<core::SupervisedInstance> added;
    for (std::size_t place = 0; place < scaled.plan.instances.size(); ++place) {
        const auto& planned = scaled.plan.instances[place];
        const auto is_it = [&](const auto& other) { return other.name == planned.name; };
        if (std::any_of(plan_.instances.begin(), plan_.instances.end(), is_it)) continue;
        plan_.instances.push_back(planned);
        added.push_back(scaled.supervised.at(place));
    }
    supervisor_.add(std::move(added));
}

control::Answer Engine::answer(const control::CommandInstances& command) {
    const auto snapshot = supervisor_.snapshot();
    if (snapshot.phase == core::Phase::stopping || snapshot.phase == core::Phase::ended)
        return control::refusal(conflict, "stopping", {"the app is stopping", {}});
    const auto meant = control::meant_instances(command, snapshot);
    if (!meant) return meant.error();

    control::InstancesAsked asked;
    std::vector<core::InstanceId> instances;
    std::vector<core::PlannedInstance> started;
    for (const auto& instance : meant->instances) {
        asked.names.push_back(instance.name.text());
        instances.push_back(instance.id);
        started.push_back(plan_.instances.at(static_cast<std::size_t>(instance.id)));
    }
    std::optional<ScaledApp> scaled;
    core::ScaleAsked scale;
    if (!meant->changes.empty()) {
        auto made = scale_(meant->changes, formation_of(snapshot));
        if (!made) return made.error();
        scaled = std::move(*made);
        for (const auto& planned : scaled->plan.instances)
            if (is_changed(meant->changes, planned.name.type)) started.push_back(planned);
        for (const auto& wanted : scaled->formation)
            if (is_changed(meant->changes, wanted.type)) scale.formation.push_back(wanted);
        for (const auto& [type, count] : scale.formation) asked.formation[type] = count;
    }
    if (command.verb != InstanceVerb::stop) {
        const auto occupied = ports_in_use(without_process(started));
        if (!occupied.empty()) return control::refusal(conflict, "port-in-use", occupied.front());
    }
    if (scaled) {
        grow(*scaled);
        handle(scale, os::now());
    }
    if (!instances.empty()) handle(event_of(command.verb, std::move(instances)), os::now());
    schedule_turn();
    return {200, control::to_json(asked)};
}

} // namespace ganger::engine
