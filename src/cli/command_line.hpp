// What was typed. CLI11 is named in command_line.cpp and client_verbs.cpp only.
#pragma once

#include "habits.hpp"
#include "outline.hpp"

#include <ganger/core/profile.hpp>
#include <ganger/core/result.hpp>

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ganger::cli {

// Which files, and how they are read: the same for every verb.
struct FileOptions {
    std::optional<std::string> procfile;         // -f
    std::optional<std::string> root;             // -d
    std::optional<std::vector<std::string>> env; // each -e, split at commas
    std::optional<std::string> settings;         // --settings
    std::optional<std::string> profile;          // --profile
    std::optional<std::string> found_env;        // in place of .env in the root; may be missing
    std::optional<std::string> name;             // --name
    std::optional<core::PlaceFacts> place;       // as seen by whoever went into the background for us
    bool env_override = false;
    bool no_expand = false;
    bool strict = false;            // of `check`
    bool procfile_may_lack = false; // of `run`: where none is named
};

// How the stream looks.
struct OutputOptions {
    std::optional<std::string> log_format;
    std::optional<std::string> timestamps;
    std::string color = "auto";
    std::vector<std::string> hide; // each --hide
    bool json = false;             // the same as log_format json
    bool no_prefix = false;
    bool quiet = false;
};

struct StartOptions {
    FileOptions files;
    OutputOptions output;
    std::optional<std::string> port;           // -p
    std::vector<std::string> formation;        // each -m
    std::vector<std::string> set;              // each --set
    std::optional<std::string> stop_timeout;   // -t
    std::optional<std::string> exit_when;      // --exit-when
    std::optional<std::string> exit_code_from; // --exit-code-from
    std::optional<std::string> log_file;       // --log-file
    std::vector<std::string> types;            // TYPE[=N] …
    bool release = false;                      // --release
    bool detach = false;                       // --detach
    bool no_wait = false;                      // --no-wait
    std::optional<std::string> wait_timeout;   // --wait-timeout
    Habits habits;
};

struct RunOptions {
    FileOptions files;
    std::optional<std::string> port; // -p
    std::optional<std::string> type; // --type
    std::vector<std::string> set;    // each --set
    std::vector<std::string> words;  // CMD…
    bool literal = false;            // behind `--`
};

struct ExecOptions {
    FileOptions files;
    std::optional<std::string> port; // -p
    std::vector<std::string> set;    // each --set
    std::vector<std::string> words;  // TYPE ARGS…
};

struct PsOptions {
    FileOptions files;
    bool all = false; // whatever runs
    bool json = false;
};

// Of verbs about single instances.
struct InstanceOptions {
    FileOptions files;
    std::vector<std::string> names; // of types or instances; of `scale`: "web=3", "worker+1"
    std::optional<std::string> wait_timeout;
    bool json = false;
    bool no_wait = false;
};

struct StopOptions : InstanceOptions {}; // without names: the app
struct RestartOptions : InstanceOptions {};
struct ScaleOptions : InstanceOptions {};

struct SignalOptions {
    FileOptions files;
    std::string signal;
    std::vector<std::string> names;
    bool json = false;
};

struct LogsOptions {
    FileOptions files;
    OutputOptions output;
    std::string lines = "100"; // -n
    bool lines_are_typed = false;
    std::optional<std::string> since; // --since
    std::optional<std::string> grep;  // -g
    std::vector<std::string> names;
    bool follow = false; // -f
};

struct CheckOptions {
    FileOptions files;
    bool json = false;
    bool show_values = false;
};

struct EnvOptions {
    FileOptions files;
    bool from_files = false;         // --files, or what only a start takes was typed
    std::optional<std::string> type; // or one instance
    std::optional<std::string> port; // -p
    std::vector<std::string> set;    // each --set
    bool explain = false;
    bool json = false;
    bool show_values = false;
};

// Something to print, and the status to end with: help, version.
struct Page {
    std::string text;
    int status = 0;
};

// `ganger` alone.
struct NoVerb {
    FileOptions files;
    std::string help;
};

// What a shell asks when TAB is pressed: `ganger completion --words start --co`.
struct CompletionQuery {
    std::vector<std::string> words;
    Outline outline;
};

using Command =
    std::variant<StartOptions, RunOptions, ExecOptions, PsOptions, StopOptions, RestartOptions, ScaleOptions,
                 SignalOptions, LogsOptions, CheckOptions, EnvOptions, CompletionQuery, Page, NoVerb>;

using Variables = std::vector<std::pair<std::string, std::string>>;

// Each option may stand in a variable, too: --env-override in GANGER_ENV_OVERRIDE. What is typed wins.
Result<Command> parse_command_line(int count, const char* const* arguments, const Variables& environment);

} // namespace ganger::cli
