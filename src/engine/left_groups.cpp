#include "left_groups.hpp"

#include <ganger/core/launch_group.hpp>
#include <ganger/os/ledger_file.hpp>
#include <ganger/os/procfs.hpp>

namespace ganger::engine {

LeftGroups::LeftGroups(const std::string& app_id) : own_(os::delegated_group()) {
    const auto facts = own_ ? os::kernel_facts() : std::nullopt;
    if (!facts) return;
    for (const auto& name : own_->groups()) {
        const auto group = core::parse_launch_group(name);
        if (!group || group->pid_namespace != facts->pid_namespace || group->mark.run.app != app_id) continue;
        const auto& run = group->mark.run;
        if (!os::is_running(static_cast<pid_t>(run.pid), run.start_time))
            found_.push_back({name, group->mark.instance});
    }
}

void LeftGroups::kill(const std::vector<std::string>& names) const {
    for (const auto& name : names) own_->kill(name);
}

void LeftGroups::remove() const {
    for (const auto& group : found_) own_->remove(group.name);
}

} // namespace ganger::engine
