#include "client.hpp"
#include "commands.hpp"
#include "exit_codes.hpp"
#include "left_apps.hpp"

#include <ganger/control/apps_report.hpp>
#include <ganger/control/processes_report.hpp>
#include <ganger/control/processes_text.hpp>
#include <ganger/os/app_lock.hpp>
#include <ganger/os/clock.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <vector>

namespace ganger::cli {

namespace {

constexpr auto patience_with_each = std::chrono::seconds{1};

control::ListedApp listed(const core::KnownApp& app) {
    auto document = ask(app, {"GET", "/v1/processes", {}}, patience_with_each);
    auto report = document ? control::read_processes_report(*document)
                           : Result<control::ProcessesReport>(failure("no answer"));
    control::ListedApp listed;
    if (report) {
        listed = control::listed(*report);
    } else {
        listed.answers = false;
        listed.app.name = app.identity.name;
        listed.app.root = app.identity.root;
        listed.app.procfile = app.identity.procfile;
        listed.app.pid = app.pid;
        listed.app.state = "no answer";
    }
    listed.app.socket = app.socket;
    listed.user = os::runner(static_cast<pid_t>(app.pid)).user;
    return listed;
}

int ps_all(bool json) {
    remove_left_apps();
    std::vector<control::ListedApp> apps;
    for (const auto& app : running_apps()) apps.push_back(listed(app));
    if (apps.empty()) return refuse({no_app_runs, not_running, {"no app runs", {}}}, json);
    if (json)
        fmt::print("{}\n", control::to_json(apps));
    else
        fmt::print("{}", control::to_text(apps, os::now()));
    return std::fflush(stdout) == 0 ? ok : failed;
}

} // namespace

int ps(const PsOptions& options) {
    if (options.all) return ps_all(options.json);
    const auto app = find_app(options.files);
    if (!app) return refuse(app.error(), options.json);
    const auto document = ask(*app, {"GET", "/v1/processes", {}});
    if (!document) return refuse(document.error(), options.json);
    const auto report = control::read_processes_report(*document);
    if (!report) return refuse({failed, "no-sense", report.error()}, options.json);
    if (options.json)
        fmt::print("{}\n", *document);
    else
        fmt::print("{}", control::to_text(*report, os::now()));
    return std::fflush(stdout) == 0 ? ok : failed;
}

} // namespace ganger::cli
