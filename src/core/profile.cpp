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

std::optional<Error> no_background(const PlaceFacts& facts) {
    if (facts.is_first_process) {
        return Error{"--detach is not for PID 1: when it ends, so does everything else",
                     "leave --detach out; the container is in the background already"};
    }
    if (choose_profile(facts).profile == Profile::host) {
        return Error{"--detach is not for a service of systemd: what it watches would end at once",
                     "leave --detach out; a service is in the background already"};
    }
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
