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

ChosenProfile choose_profile(const PlaceFacts& facts) {
    if (facts.is_first_process) return {Profile::container, "it is PID 1"};
    if (facts.service_is_ours) return {Profile::host, "it is a service of systemd"};
    // systemd before 248 sets no $SYSTEMD_EXEC_PID.
    if (facts.journal_is_ours && facts.parent_is_systemd)
        return {Profile::host, "systemd started it, and its output goes to the journal"};
    if (facts.container_mark && facts.parent_is_first_process && !facts.has_terminal)
        return {Profile::container, *facts.container_mark + " marks a container, and its init started it"};
    return {Profile::dev, "no service and no container"};
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
