#include "client.hpp"

#include "exit_codes.hpp"
#include "files.hpp"
#include "refusal.hpp"

#include <ganger/control/app_file.hpp>
#include <ganger/control/error_report.hpp>
#include <ganger/core/text.hpp>
#include <ganger/engine/client.hpp>
#include <ganger/os/app_search.hpp>
#include <ganger/os/files.hpp>
#include <ganger/os/runtime_folder.hpp>
#include <ganger/os/unix_socket.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace ganger::cli {

namespace {

constexpr unsigned first_error = 400; // of HTTP
constexpr unsigned status_not_found = 404;

tl::unexpected<Refusal> refused(int status, std::string_view code, Error error) {
    return tl::unexpected(Refusal{status, code, std::move(error)});
}

Result<core::WantedApp> wanted_app(const FileOptions& options) {
    const auto here = os::absolute_folder(".");
    if (!here) return tl::unexpected(here.error());
    core::WantedApp wanted;
    wanted.folder = *here;
    wanted.real_folder = os::real_path(*here);
    wanted.name = options.name;
    if (options.root) {
        const auto root = os::absolute_folder(*options.root);
        if (!root) return tl::unexpected(root.error());
        wanted.root = *root;
        wanted.real_root = os::real_path(*root);
    }
    if (options.procfile) wanted.procfile = absolute_file(*options.procfile);
    return wanted;
}

// Where anybody may say that he runs an app, he is believed if its Procfile is his.
std::vector<core::KnownApp> known_apps() {
    std::vector<core::KnownApp> apps;
    for (const auto& found : os::find_apps(core::search_places(os::observe_runtime()))) {
        const auto file = control::read_app_file(found.app_file);
        if (!file) continue;
        if (found.is_shown && os::owner_of(file->identity.procfile) != found.user) continue;
        apps.push_back(
            {file->identity, os::real_path(file->identity.root), found.socket, file->pid, found.user});
    }
    return apps;
}

// A killed supervisor leaves its files; and nobody but the owner of the folder is believed.
bool is_dead(const core::KnownApp& app) {
    const auto listener = os::listener_at(app.socket);
    return !listener || !control::may_ask({app.user}, listener->user);
}

Refusal no_app(const core::WantedApp& wanted) {
    const auto folder = wanted.root.value_or(wanted.folder);
    const auto procfile = wanted.procfile.value_or(folder + "/Procfile");
    auto message = wanted.name ? fmt::format("no app {} runs", core::in_quotes(*wanted.name))
                               : fmt::format("no app runs in {}", folder);
    const auto owner = os::our_user() == 0 ? std::nullopt : os::other_owner(procfile);
    if (owner)
        message += fmt::format(" (its files belong to user {}; try sudo -u {} ganger ps)", *owner, *owner);
    const bool could = os::kind_of(procfile) == os::FileKind::file;
    return {no_app_runs,
            owner ? "not-yours" : not_running,
            {message, could && !owner ? "ganger start runs it" : ""}};
}

} // namespace

tl::expected<core::KnownApp, Refusal> find_app(const FileOptions& options) {
    if (const char* socket = std::getenv("GANGER_SOCKET"); socket != nullptr && *socket != '\0') {
        if (os::listener_at(socket)) return core::KnownApp{{"", "", "the app", true}, "", socket, 0, 0};
        return refused(no_app_runs, not_running,
                       {fmt::format("no app runs behind GANGER_SOCKET={}", socket), {}});
    }
    const auto wanted = wanted_app(options);
    if (!wanted) return refused(bad_input, "usage", wanted.error());
    auto matching = core::matching_apps(known_apps(), *wanted);
    matching.erase(std::remove_if(matching.begin(), matching.end(), is_dead), matching.end());
    if (matching.empty()) return tl::unexpected(no_app(*wanted));
    auto chosen = core::choose_app(matching, *wanted);
    if (!chosen) return refused(bad_input, ambiguous, chosen.error());
    return std::move(*chosen);
}

std::optional<core::KnownApp> find_running(const core::AppIdentity& app) {
    for (auto& known : known_apps())
        if (known.identity == app && !is_dead(known)) return std::move(known);
    return std::nullopt;
}

std::vector<core::KnownApp> running_apps() {
    auto apps = known_apps();
    apps.erase(std::remove_if(apps.begin(), apps.end(), is_dead), apps.end());
    return apps;
}

namespace {

std::string who(const core::KnownApp& app) {
    return app.pid > 0 ? fmt::format("{} (pid {})", app.identity.name, app.pid) : app.identity.name;
}

Refusal no_answer(const core::KnownApp& app, engine::AskFailure failure) {
    switch (failure) {
    case engine::AskFailure::nobody_there:
        break;
    case engine::AskFailure::no_answer:
        return {failed,
                "no-answer",
                {who(app) + " does not answer", "is it suspended? fg, or kill -CONT, continues it"}};
    case engine::AskFailure::no_sense:
        return {failed, "no-sense", {fmt::format("what answers at {} is no ganger", app.socket), {}}};
    }
    return {no_app_runs, not_running, {who(app) + " has just ended", {}}};
}

Refusal refusal_in(const core::KnownApp& app, const control::Answer& answer) {
    if (answer.status == status_not_found && control::read_error_code(answer.body) == "not-found") {
        return {failed,
                "other-version",
                {fmt::format("{} was started by another version of ganger, which has no answer to this",
                             who(app)),
                 "an app started by this one will have it"}};
    }
    const auto error = control::read_error(answer.body);
    return {
        answer.status == status_not_found ? no_such_process : failed, "refused",
        error.value_or(Error{fmt::format("{} answers with HTTP status {}", who(app), answer.status), {}})};
}

} // namespace

tl::expected<std::string, Refusal> ask(const core::KnownApp& app, const control::Request& request,
                                       core::Duration patience) {
    auto answer = engine::ask(app.socket, request, patience);
    if (!answer) return tl::unexpected(no_answer(app, answer.error()));
    if (answer->status >= first_error) return tl::unexpected(refusal_in(app, *answer));
    return std::move(answer->body);
}

tl::expected<Heard, Refusal> listen_to(const core::KnownApp& app, const std::string& target,
                                       const std::function<bool(std::string_view)>& met) {
    constexpr core::Duration patience = std::chrono::seconds{5}; // for its beginning
    bool reader_left = false;
    const auto answer = engine::listen_to(app.socket, target, patience, {met, [&] { reader_left = true; }});
    if (reader_left) return Heard::reader_left;
    if (!answer) return tl::unexpected(no_answer(app, answer.error()));
    if (answer->status >= first_error) return tl::unexpected(refusal_in(app, *answer));
    return Heard::all;
}

int refuse(const Refusal& refusal, bool json) {
    return refuse(Reason{refusal.code, {refusal.error}}, Answer{json, refusal.status});
}

} // namespace ganger::cli
