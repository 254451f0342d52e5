// How many open files an app needs of ganger, reckoned before anything starts.
#pragma once

#include <ganger/core/child_terminal.hpp>
#include <ganger/core/result.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace ganger::core {

// So many a launch leaves to control, to looks at /proc and the like: what is there to start may never lock
// us out.
inline constexpr std::uint64_t kept_open_files = 16;

std::uint64_t open_files_needed(const std::vector<OutputChannel>& instances);

// `limit`: to which the soft limit can be raised. An error where they will not fit.
std::optional<Error> check_open_files(const std::vector<OutputChannel>& instances, std::uint64_t limit);

} // namespace ganger::core
