// The three places ganger runs in, and what each means by default.
#pragma once

#include <ganger/core/result.hpp>
#include <ganger/core/time.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace ganger::core {

enum class Profile { dev, host, container };

std::string_view profile_text(Profile profile); // "dev"
std::optional<Profile> profile_named(std::string_view name);

// What can be seen of the place. Inherited variables alone prove nothing: they reach every descendant of a
// service.
struct PlaceFacts {
    bool is_first_process = false;        // PID 1
    bool parent_is_first_process = false; // an init or a shim started us
    bool parent_is_systemd = false;
    bool service_is_ours = false;                // $SYSTEMD_EXEC_PID is our pid
    bool journal_is_ours = false;                // $JOURNAL_STREAM is our stdout or stderr
    std::optional<std::string> container_mark{}; // "/.dockerenv"
    bool has_terminal = false;                   // stdin or stdout is one
};

struct ChosenProfile {
    Profile profile = Profile::dev;
    std::string why;
};

ChosenProfile choose_profile(const PlaceFacts& facts);

// Why nothing goes into the background here; empty: it may.
std::optional<Error> no_background(const PlaceFacts& facts);

Duration default_stop_timeout(Profile profile);

} // namespace ganger::core
