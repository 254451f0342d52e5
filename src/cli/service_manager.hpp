// The service manager that started us, and wants to be told how it goes.
#pragma once

#include <ganger/core/profile.hpp>
#include <ganger/core/stream_event.hpp>
#include <ganger/engine/run.hpp>

#include <optional>
#include <vector>

namespace ganger::cli {

// Only where the profile is host: the variables alone prove nothing, every descendant of a service has them.
// Adds a word where it cannot be told anything.
std::optional<engine::Service> open_service(core::Profile profile, std::vector<core::Told>& words);

} // namespace ganger::cli
