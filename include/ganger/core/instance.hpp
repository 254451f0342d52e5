// Names and numbers of what runs. Pids never enter the core: a launch number is what events are known by.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace ganger::core {

// One running copy of a process type: `web.1`. Numbers are dense and start at 1.
struct InstanceName {
    std::string type;
    unsigned number = 1;

    std::string text() const { return type + "." + std::to_string(number); }
    auto operator<=>(const InstanceName&) const = default;
};

// How many of a type.
struct Wanted {
    std::string type;
    unsigned count = 1;
};

// The place of an instance in the plan; never reused for another name while ganger lives.
enum class InstanceId : std::uint32_t {};

// Fresh for every spawn, from 1 on; every later event of that spawn carries it, and a mismatch is ignored.
enum class LaunchId : std::uint64_t {};

// What descends from us and belongs to no instance.
inline constexpr LaunchId no_launch{0};

} // namespace ganger::core
