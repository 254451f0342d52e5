#include <ganger/core/profile.hpp>

#include <array>

namespace ganger::core {

using namespace std::chrono_literals;

std::string_view profile_text(Profile profile) {
    switch (profile) {
    case Profile::dev:
        return "dev";
    case Profile::host:
        return "host";
    case Profile::container:
        return "container";
    }
    return "";
}

std::optional<Profile> profile_named(std::string_view name) {
    for (const auto profile : std::array{Profile::dev, Profile::host, Profile::container})
        if (name == profile_text(profile)) return profile;
    return std::nullopt;
}

Duration default_stop_timeout(Profile profile) {
    switch (profile) {
    case Profile::dev:
        return 5s;
    case Profile::host:
        return 30s;
    case Profile::container:
        return 25s; // the platform kills after 30
    }
    return {};
}

} // namespace ganger::core
