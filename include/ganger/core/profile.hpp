// The three places ganger runs in, and what each means by default.
#pragma once

#include <ganger/core/time.hpp>

#include <optional>
#include <string_view>

namespace ganger::core {

enum class Profile { dev, host, container };

std::string_view profile_text(Profile profile); // "dev"
std::optional<Profile> profile_named(std::string_view name);

Duration default_stop_timeout(Profile profile);

} // namespace ganger::core
