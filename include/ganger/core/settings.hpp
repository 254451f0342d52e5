// What ganger.toml sets, checked: for the app and for each type. What it leaves open is empty here, and has
// its default where it is used.
#pragma once

#include <ganger/core/action.hpp>
#include <ganger/core/child_terminal.hpp>
#include <ganger/core/environment.hpp>
#include <ganger/core/exit_policy.hpp>
#include <ganger/core/line_format.hpp>
#include <ganger/core/log_rotation.hpp>
#include <ganger/core/position.hpp>
#include <ganger/core/process_machine.hpp>
#include <ganger/core/process_settings.hpp>
#include <ganger/core/profile.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/settings_tree.hpp>
#include <ganger/core/time.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

struct AppSettings {
    std::optional<std::string> name;
    std::optional<std::uint16_t> port; // the base
    std::optional<Duration> stop_timeout;
    std::optional<std::vector<std::string>> env_files; // relative to the root; instead of .env
    std::optional<ExitWhen> exit_when;
    std::optional<std::string> exit_code_from;
    bool env_override = false;
    bool expand = true;
};

struct ControlSettings {
    std::optional<std::string> group; // a name or a number
    std::optional<unsigned> group_id; // as this machine knows it
};

// Where the stream goes, too.
struct LogSettings {
    std::optional<std::string> file; // relative to the root
    std::optional<std::uint64_t> max_size;
    std::optional<Duration> max_age;
    std::optional<unsigned> keep;
    std::optional<LogFormat> format;
};

struct BackoffSettings {
    std::optional<Duration> initial;
    std::optional<double> factor;
    std::optional<Duration> max;
    std::optional<Duration> reset_after;
};

struct MaxRestartsSettings {
    std::optional<unsigned> count;
    std::optional<Duration> within;
};

struct TypeSettings {
    std::optional<unsigned> count;
    std::optional<unsigned> max;
    bool start = true;                 // false: only when it is named
    std::optional<std::uint16_t> port; // of its first instance
    bool has_port = true;              // false: it gets no PORT
    std::optional<Duration> stop_timeout;
    std::optional<int> stop_signal;
    std::optional<SignalScope> stop_scope;
    std::optional<std::set<int>> success_exit_codes;
    std::set<int> forward;
    std::optional<bool> essential;
    std::optional<Restart> restart;
    BackoffSettings backoff;
    MaxRestartsSettings max_restarts;
    PtyWish pty = PtyWish::automatic;
    std::optional<std::string> user; // a name or a number
    std::optional<std::string> group;
    ProcessSettings process;
    std::map<std::string, Variable, std::less<>> env;
};

struct Settings {
    AppSettings app;
    ControlSettings control;
    LogSettings log;
    std::map<std::string, TypeSettings, std::less<>> types;

    // Where the value of each key stands that counts: "app.port", "types.web.count".
    std::map<std::string, Place, std::less<>> places;

    const TypeSettings& of(std::string_view type) const; // the defaults for a type that is not named
    std::optional<Place> place_of(std::string_view key) const;
};

struct SettingsReading {
    Settings settings;
    std::vector<Diagnostic> diagnostics; // in the file's order
};

struct SettingsSource {
    std::string file; // as it is to be called in messages
    SettingsTable table;
};

// The overlay of the profile lies over the rest; those of other profiles are checked, too. `types`: those of
// the Procfile; empty where it could not be read, and then none is unknown.
SettingsReading read_settings(const SettingsSource& source, Profile profile,
                              const std::vector<std::string>& types, Severity unknown_type = Severity::error);

// `when` and `code_from`: as typed, beat what the file says.
ExitPolicy exit_policy_of(const Settings& settings, Profile profile, std::optional<ExitWhen> when,
                          std::optional<std::string> code_from);

// The type whose code is asked for has to be among those that are started.
Result<void> check_code_from(const ExitPolicy& policy, const std::vector<std::string>& started,
                             const Settings& settings);

// The types whose stop_timeout is longer than that of the app, in a container: there it is the time of the
// whole shutdown, and theirs is cut to it.
std::vector<Diagnostic> cut_stop_timeouts(const Settings& settings, Profile profile);

RotationLimits rotation_limits(const LogSettings& log);

// How the instances of a type are to be treated. `stop_timeout`: as typed, beats what the file says.
Policy policy_of(const Settings& settings, std::string_view type, Profile profile,
                 std::optional<Duration> stop_timeout);

// Whether they are started again when they end, as well: where the file leaves that open, as the place
// has it, `started` being the number of instances in all. What is to end the app by its end is never started
// again by default.
struct RestartPlace {
    Profile profile = Profile::dev;
    std::size_t started = 1;
    ExitPolicy exit;
};
void set_restarts(Policy& policy, const Settings& settings, std::string_view type, const RestartPlace& place);

} // namespace ganger::core
