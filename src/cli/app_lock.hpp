// One supervisor per app: takes the lock, or says who has it.
#pragma once

#include <ganger/core/app_identity.hpp>
#include <ganger/core/profile.hpp>
#include <ganger/core/result.hpp>
#include <ganger/os/fd.hpp>
#include <ganger/os/own_file.hpp>

#include <optional>
#include <string>

namespace ganger::cli {

struct HeldApp {
    os::Fd lock;
    os::OwnFile lock_file;                   // where it is one of our own: gone before the lock is
    std::optional<std::string> without_lock; // what is to be said where there can be none
};

// The error: it runs already.
Result<HeldApp> hold_app(const core::AppIdentity& app, core::Profile profile, std::optional<unsigned> group);

} // namespace ganger::cli
