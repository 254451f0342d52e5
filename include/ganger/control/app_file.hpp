// The file beside a socket: which app is behind it.
#pragma once

#include <ganger/core/app_identity.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace ganger::control {

struct AppFile {
    core::AppIdentity identity;
    long pid = 0;
};

// {"root", "procfile", "name", "default_name", "pid"}, one line.
std::string to_json(const AppFile& file);
std::optional<AppFile> read_app_file(std::string_view document);

} // namespace ganger::control
