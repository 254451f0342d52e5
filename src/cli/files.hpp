// The app's files as the verbs need them: found, read, with every problem noted.
#pragma once

#include "command_line.hpp"

#include <ganger/core/app_identity.hpp>
#include <ganger/core/environment.hpp>
#include <ganger/core/procfile.hpp>
#include <ganger/core/profile.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/settings.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ganger::cli {

struct Unreadable {
    std::string file;
    Error error;
};

struct AppFiles {
    std::string root; // absolute, links not resolved
    std::string app;  // the name: that of the settings, the root's last part, or the one before it if that is
                      // `current`
    core::AppIdentity identity;
    std::string procfile_name; // as messages call it
    std::optional<core::Procfile> procfile = core::Procfile{};
    core::ChosenProfile place;
    core::Settings settings;
    core::EnvironmentReading environment;
    std::vector<core::Diagnostic> diagnostics; // of all files
    std::vector<Unreadable> unreadable;        // all that could not be read at all

    bool usable() const;
};

// What is said where inherited variables hide some of .env: names, never values. Empty: none do.
std::string about_hidden_variables(const AppFiles& files);

// Of all files; what could not be read is a problem like any other.
std::vector<core::Diagnostic> problems_of(const AppFiles& files);

// `set`: KEY=VALUE pairs of --set. An error only for a root that is none.
Result<AppFiles> read_app_files(const FileOptions& options,
                                std::vector<std::pair<std::string, std::string>> set);

// Without resolving links.
std::string absolute_file(const std::string& path);

// The folder that it lies in: "." without any.
std::string parent_of(const std::string& path);

} // namespace ganger::cli
