// Folders of cgroup v2: groups of processes that nobody leaves by a session, a name or parents of its own.
#pragma once

#include <ganger/os/fd.hpp>

#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace ganger::os {

// A group in which others can be made; they are known by their names.
class ControlGroup {
  public:
    explicit ControlGroup(Fd folder) : folder_(std::move(folder)) {}

    Fd make(const std::string& name) const; // its folder, for SpawnRequest; empty: that can't be had
    // With those that its processes have made in it. False: somebody is in there. (A zombie is nobody.)
    bool remove(const std::string& name) const;
    std::vector<pid_t> members(const std::string& name) const; // as above; 0: of another pid namespace
    // SIGKILL to all of them at once; none of them is quick enough to leave another behind.
    bool kill(const std::string& name) const;

    std::vector<std::string> groups() const;

  private:
    Fd folder_;
};

// The one that we are in, where it is ours to divide (core/launch_group).
std::optional<ControlGroup> delegated_group();

} // namespace ganger::os
