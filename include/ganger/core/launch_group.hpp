// The control groups (cgroup v2) of launches: folders below ganger's own group, where that is ours to divide.
// Pure: what was seen in, decisions and names out.
#pragma once

#include <ganger/core/instance.hpp>
#include <ganger/core/run_name.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ganger::core {

// The group that we are in.
struct OwnGroup {
    bool can_be_killed = false;   // as a whole: by a kernel from 5.14 on, and never that of the whole machine
    bool is_top = false;          // nothing above it is seen here: a container's own
    bool belongs_to_us = false;   // its user is ours
    bool is_given_away = false;   // a service manager has marked it as delegated
    bool may_do_anything = false; // we are root: that we may write there says nothing
};

// Else it is a service manager's, who divides it alone.
bool is_ours_to_divide(const OwnGroup& group);

// Tells whose it is also when we are dead: "ganger-<pid namespace>-<run>.<instance>.<launch>".
struct LaunchGroup {
    std::uint64_t pid_namespace = 0; // in which the numbers of the run mean something; 0: unknown
    Mark mark;
};

std::string launch_group(std::uint64_t pid_namespace, std::string_view run, const InstanceName& instance,
                         LaunchId launch);
std::optional<LaunchGroup> parse_launch_group(std::string_view name);

} // namespace ganger::core
