// The socket by which a running app is reached, and the file beside it that says which app that is.
#pragma once

#include <ganger/core/app_identity.hpp>
#include <ganger/core/profile.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/runtime_place.hpp>
#include <ganger/os/fd.hpp>
#include <ganger/os/own_file.hpp>
#include <ganger/os/runtime_folder.hpp>

#include <optional>
#include <string>

namespace ganger::cli {

struct Door {
    os::Fd listener;    // empty: there is none
    std::string path;   // of the socket
    os::OwnFile socket; // both go when we go
    os::OwnFile app_file;
    std::optional<os::RuntimeFolder> folder; // ours alone
    std::optional<std::string> without;      // what is to be said where there is none, or none for the group
};

// By the holder of the app's lock, or without: nobody's socket is taken away from whoever listens there.
Door open_door(const core::AppIdentity& app, core::Profile profile, core::Lifetime lifetime,
               std::optional<unsigned> group);

} // namespace ganger::cli
