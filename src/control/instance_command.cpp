#include <ganger/control/instance_command.hpp>
#include <ganger/control/named_instances.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace ganger::control {

namespace {

constexpr unsigned conflict = 409;

bool is_named(const core::InstanceSnapshot& instance, const std::string& name) {
    return instance.name.type == name || instance.name.text() == name;
}

Answer goes_first(const core::InstanceSnapshot& instance) {
    return refusal(conflict, "refused",
                   {fmt::format("{} is to complete before the others start: it is no process that can be "
                                "started or stopped by itself",
                                instance.name.text()),
                    "'ganger stop' stops the app"});
}

void add(const core::InstanceSnapshot& instance, std::vector<core::InstanceSnapshot>& to) {
    const auto is_same = [&](const auto& other) { return other.id == instance.id; };
    if (std::none_of(to.begin(), to.end(), is_same)) to.push_back(instance);
}

} // namespace

tl::expected<MeantInstances, Answer> meant_instances(const CommandInstances& command,
                                                     const core::Snapshot& snapshot) {
    MeantInstances meant{{}, command.changes};
    for (const auto& name : command.names) {
        bool known = false;
        for (const auto& instance : snapshot.instances) {
            if (!is_named(instance, name) || instance.leaves) continue;
            if (instance.first) return tl::unexpected(goes_first(instance));
            known = true;
            add(instance, meant.instances);
        }
        if (known) continue;
        if (command.verb != InstanceVerb::start || name.find('.') != std::string::npos)
            return tl::unexpected(unknown_instance(name, snapshot));
        meant.changes.push_back({name, core::CountChange::Way::if_none, 0});
    }
    const bool all = command.verb == InstanceVerb::restart && command.names.empty();
    for (const auto& instance : snapshot.instances)
        if (all && !instance.first && !instance.leaves) add(instance, meant.instances);
    return meant;
}

} // namespace ganger::control
