#include "app_environment.hpp"
#include "client.hpp"
#include "commands.hpp"
#include "exit_codes.hpp"
#include "files.hpp"
#include "refusal.hpp"
#include "render.hpp"
#include "set_options.hpp"

#include <ganger/control/env_report.hpp>
#include <ganger/os/app_search.hpp>
#include <ganger/os/clock.hpp>
#include <ganger/os/files.hpp>

#include <fmt/format.h>

#include <cstdio>

namespace ganger::cli {

namespace {

core::EnvironmentForm form_of(const EnvOptions& options) {
    return options.explain ? core::EnvironmentForm::explain : core::EnvironmentForm::values;
}

// Whoever stands beside a Procfile means the app of that one, not one whose folder lies above.
bool is_meant(const core::KnownApp& app, const FileOptions& files) {
    if (app.identity.root.empty() || files.root || files.procfile || files.name) return true; // it was chosen
    if (os::kind_of("Procfile") != os::FileKind::file) return true;
    const auto here = os::absolute_folder(".");
    return here && (app.identity.root == *here || app.real_root == os::real_path(*here));
}

// Whether an app runs or not, a name that is not there is the same mistake.
Answer answer_of_name(const EnvOptions& options) {
    return {options.json, no_such_process};
}

// Nothing: none runs.
std::optional<int> env_of_running(const EnvOptions& options) {
    const auto app = find_app(options.files);
    if (!app && app.error().code == ambiguous) return refuse(app.error(), options.json);
    if (!app || !is_meant(*app, options.files)) return std::nullopt;
    const auto document =
        ask(*app, {"GET", control::environment_target({options.type.value_or(""), options.show_values}), {}});
    if (!document && document.error().code == not_running) return std::nullopt; // it has just ended
    if (!document && document.error().status == no_such_process)
        return refuse(Reason{unknown_type, {document.error().error}}, answer_of_name(options));
    if (!document) return refuse(document.error(), options.json);
    const auto report = control::read_env_report(*document);
    if (!report) return refuse({failed, "no-sense", report.error()}, options.json);
    if (options.json)
        fmt::print("{}\n", *document);
    else
        fmt::print("{}", control::to_text(*report, form_of(options), os::now()));
    return std::fflush(stdout) == 0 ? ok : failed;
}

int env_of_files(const EnvOptions& options) {
    const Answer answer{.json = options.json};
    auto set = read_set_options(options.set);
    if (!set) return refuse({"usage", set.error()}, answer);
    const auto files = read_app_files(options.files, std::move(*set));
    if (!files) return refuse({"usage", {files.error()}}, answer);
    for (const auto& unreadable : files->unreadable) tell(unreadable.error);
    tell(files->diagnostics);
    if (!files->usable()) return refuse_files(*files, answer);
    StartOptions start;
    start.port = options.port;
    const auto report =
        environment_at_start(start, *files, options.type.value_or(""),
                             options.show_values ? core::Secrets::shown : core::Secrets::hidden);
    if (!report)
        return refuse(report.error(), report.error().code == unknown_type ? answer_of_name(options) : answer);
    if (options.json)
        fmt::print("{}\n", control::to_json(*report));
    else
        fmt::print("{}", control::to_text(*report, form_of(options), os::now()));
    return std::fflush(stdout) == 0 ? ok : failed;
}

} // namespace

int env(const EnvOptions& options) {
    if (!options.from_files)
        if (const auto status = env_of_running(options)) return *status;
    return env_of_files(options);
}

} // namespace ganger::cli
