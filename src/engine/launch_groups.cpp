#include "launch_groups.hpp"

#include <ganger/core/launch_group.hpp>
#include <ganger/os/ledger_file.hpp>

#include <utility>

namespace ganger::engine {

LaunchGroups::LaunchGroups(std::string run) : run_(std::move(run)), own_(os::delegated_group()) {
    const auto facts = own_ ? os::kernel_facts() : std::nullopt;
    if (facts) pid_namespace_ = facts->pid_namespace;
}

void LaunchGroups::remove_empty() {
    for (const auto& [launch, name] : names_) own_->remove(name);
    remove_emptied();
}

os::Fd LaunchGroups::make(core::LaunchId launch, const core::InstanceName& instance) {
    if (!own_) return os::Fd();
    remove_emptied();
    auto name = core::launch_group(pid_namespace_, run_, instance, launch);
    auto folder = own_->make(name);
    if (folder) names_.emplace(launch, std::move(name));
    return folder;
}

void LaunchGroups::launched(core::LaunchId launch, bool inside) {
    works_ = works_ || inside;
    if (!inside) remove(launch);
    if (works_) return;
    names_.clear();
    emptied_.clear();
    own_.reset();
}

void LaunchGroups::kill(core::LaunchId launch) const {
    if (const auto place = names_.find(launch); place != names_.end()) own_->kill(place->second);
}

std::vector<pid_t> LaunchGroups::members(core::LaunchId launch) const {
    const auto place = names_.find(launch);
    return place == names_.end() ? std::vector<pid_t>{} : own_->members(place->second);
}

// The kernel may take a moment longer than the end of the last one in it: that keeps nobody waiting.
bool LaunchGroups::remove(core::LaunchId launch) {
    const auto place = names_.find(launch);
    if (place == names_.end()) return true;
    if (!own_->remove(place->second)) {
        if (!own_->members(place->second).empty()) return false;
        emptied_.push_back(place->second);
    }
    names_.erase(place);
    return true;
}

void LaunchGroups::remove_emptied() {
    std::erase_if(emptied_, [this](const auto& name) { return own_->remove(name); });
}

} // namespace ganger::engine
