// What `ganger env --json` prints, and what a running app answers to `GET /v1/env`.
#pragma once

#include <ganger/core/environment_text.hpp>
#include <ganger/core/instance.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/time.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace ganger::control {

// That this is what an app has that runs, not what a start would give.
struct RunningApp {
    std::string root;
    std::string procfile;
    long pid = 0; // of the supervisor
    std::optional<core::Wall> since{};
};

struct EnvReport {
    std::string app;
    std::optional<core::InstanceName> instance; // nothing: what is the same for all
    core::ShownEnvironment environment;
    std::optional<RunningApp> running{};
};

// One document, one line: {"app", "type", "instance", "name", "running": {"root", "procfile", "pid",
// "since"}, "env": {KEY: {"value", "hidden", "from", "hides": []}}}; "from" and each of "hides" is {"kind",
// "text"[, "file", "line"]}. A value that is "hidden" is shown with "***" for what is secret.
std::string to_json(const EnvReport& report);

// What a supervisor of any version has said.
Result<EnvReport> read_env_report(std::string_view document);

// As a .env file; of an app that runs with a comment that says so. `now` tells whether that began today.
std::string to_text(const EnvReport& report, core::EnvironmentForm form, const core::Time& now);

} // namespace ganger::control
