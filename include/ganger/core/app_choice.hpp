// Which of the apps that run is meant. Pure.
#pragma once

#include <ganger/core/app_identity.hpp>
#include <ganger/core/result.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ganger::core {

struct KnownApp {
    AppIdentity identity;
    std::string real_root; // links resolved
    std::string socket;
    long pid = 0;
    unsigned user = 0; // whose it is
};

struct WantedApp {
    std::string folder;                  // where whoever asks stands
    std::string real_folder;             // links resolved
    std::optional<std::string> root;     // -d, absolute
    std::string real_root;               // of that, links resolved
    std::optional<std::string> procfile; // -f, absolute
    std::optional<std::string> name;     // --name
};

// Those that may be meant, the most likely first; those that are as likely as the first stand at its side.
// Without -d and -f: the app of this folder or of the nearest one above.
std::vector<KnownApp> matching_apps(std::vector<KnownApp> apps, const WantedApp& wanted);

// The first of those, unless another one is as likely. The error names them.
Result<KnownApp> choose_app(const std::vector<KnownApp>& matching, const WantedApp& wanted);

} // namespace ganger::core
