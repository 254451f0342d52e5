#include "app_lock.hpp"

#include <ganger/control/api.hpp>
#include <ganger/core/running_app.hpp>
#include <ganger/os/app_lock.hpp>
#include <ganger/os/clock.hpp>
#include <ganger/os/runtime_folder.hpp>
#include <ganger/os/unix_socket.hpp>

#include <fmt/format.h>

#include <utility>

namespace ganger::cli {

namespace {

Result<HeldApp> held_or_taken(const core::AppIdentity& app, os::LockAttempt attempt) {
    switch (attempt.outcome) {
    case os::LockOutcome::held:
        return HeldApp{std::move(attempt.file), {}, {}};
    case os::LockOutcome::taken:
        return tl::unexpected(core::runs_already(app, os::lock_holder(attempt.file), os::now()));
    case os::LockOutcome::impossible:
        break;
    }
    return HeldApp{
        {},
        {},
        fmt::format("no lock can be had: {}; another 'ganger start' of this app would go unnoticed",
                    attempt.why)};
}

// The Procfile needs no place where anything can be written, and whoever starts it locks the same.
Result<HeldApp> hold_procfile(const core::AppIdentity& app) {
    auto attempt = os::lock_file(app.procfile);
    attempt.why = fmt::format("'{}': {}", app.procfile, attempt.why);
    return held_or_taken(app, std::move(attempt));
}

Result<HeldApp> hold_file_of_its_own(const core::AppIdentity& app, core::Profile profile) {
    os::LockAttempt attempt;
    for (const auto& place : core::lock_places(os::observe_runtime(), profile)) {
        const auto folder = os::open_runtime_folder(place);
        if (!folder) {
            attempt.why = folder.error().message;
            continue;
        }
        const auto name = core::app_id(app) + ".lock";
        attempt = os::lock_in(*folder, name);
        if (attempt.outcome == os::LockOutcome::impossible) continue;
        auto held = held_or_taken(app, std::move(attempt));
        if (!held) return held;
        return HeldApp{std::move(held->lock), os::OwnFile(*folder, name), {}};
    }
    return held_or_taken(app, std::move(attempt));
}

// An editor replaces the Procfile, and so the lock: whoever runs the app still answers.
std::optional<core::Runner> who_answers(const core::AppIdentity& app, core::Profile profile,
                                        std::optional<unsigned> group) {
    for (const auto& place : core::socket_places(os::observe_runtime(), profile, group)) {
        const auto listener = os::listener_at(fmt::format("{}/{}.sock", place.path, core::app_id(app)));
        if (listener && control::may_ask({os::our_user()}, listener->user)) return os::runner(listener->pid);
    }
    return std::nullopt;
}

} // namespace

Result<HeldApp> hold_app(const core::AppIdentity& app, core::Profile profile, std::optional<unsigned> group) {
    auto held = app.has_default_name ? hold_procfile(app) : hold_file_of_its_own(app, profile);
    if (!held) return held;
    if (const auto runner = who_answers(app, profile, group))
        return tl::unexpected(core::runs_already(app, *runner, os::now()));
    return held;
}

} // namespace ganger::cli
