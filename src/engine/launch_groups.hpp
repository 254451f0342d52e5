// A control group for each launch of this run, where ganger's own is ours to divide; else there are none, and
// nothing is lost but a net.
#pragma once

#include <ganger/core/instance.hpp>
#include <ganger/os/control_group.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ganger::engine {

class LaunchGroups {
  public:
    LaunchGroups() = default;               // none
    explicit LaunchGroups(std::string run); // looks whether there may be any
    LaunchGroups(LaunchGroups&&) = default;
    LaunchGroups& operator=(LaunchGroups&&) = delete;

    // To be born in; empty: it has none.
    os::Fd make(core::LaunchId launch, const core::InstanceName& instance);
    // Whether it was. Where it wasn't even the first time, no more are made.
    void launched(core::LaunchId launch, bool inside);

    void kill(core::LaunchId launch) const;
    std::vector<pid_t> members(core::LaunchId launch) const;
    // False: somebody is in it.
    bool remove(core::LaunchId launch);
    // At the end: those in which nobody is.
    void remove_empty();

  private:
    void remove_emptied();

    std::string run_;
    std::optional<os::ControlGroup> own_;
    std::uint64_t pid_namespace_ = 0;
    bool works_ = false;
    std::map<core::LaunchId, std::string> names_;
    std::vector<std::string> emptied_; // to be removed yet
};

} // namespace ganger::engine
