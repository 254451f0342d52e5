#include "commands.hpp"
#include "exit_codes.hpp"
#include "files.hpp"
#include "on_this_machine.hpp"
#include "refusal.hpp"
#include "render.hpp"

#include <ganger/control/check_report.hpp>
#include <ganger/core/plan.hpp>
#include <ganger/core/start_check.hpp>

#include <fmt/format.h>

#include <cstdio>

namespace ganger::cli {

namespace {

// What start would refuse although each file can be read.
void add_what_start_refuses(AppFiles& files) {
    if (!files.usable()) return;
    auto problems = core::check_start({.procfile = *files.procfile,
                                       .procfile_name = files.procfile_name,
                                       .settings = files.settings,
                                       .environment = files.environment.environment,
                                       .profile = files.place.profile});
    for (auto& problem : missing_folders(files)) problems.push_back(std::move(problem));
    for (auto& problem : problems) files.diagnostics.push_back(std::move(problem));
}

std::optional<std::vector<core::FileAssignment>> assigned_by(const core::EnvironmentReading& reading) {
    if (reading.refused) return std::nullopt;
    return reading.assigned;
}

// As if one of each were started; none where nothing could be started.
std::vector<core::CommandStart> starts_of(const AppFiles& files) {
    if (!files.usable()) return {};
    core::PlanRequest request{.app = files.app,
                              .root = files.root,
                              .procfile = *files.procfile,
                              .formation = {},
                              .environment = files.environment.environment,
                              .port_option = {},
                              .settings = files.settings};
    for (const auto& entry : *files.procfile) request.formation.push_back({entry.type, 1});
    const auto plan = core::make_plan(request);
    if (!plan) return {};
    std::vector<core::CommandStart> starts;
    starts.reserve(plan->instances.size());
    for (const auto& instance : plan->instances) starts.push_back(instance.start);
    return starts;
}

void print_summary(const AppFiles& files) {
    const auto& entries = *files.procfile;
    std::string types;
    for (const auto& entry : entries) types += (types.empty() ? "" : ", ") + entry.type;
    fmt::print("{}: {} process type{} ({})\n", files.app, entries.size(), entries.size() == 1 ? "" : "s",
               types);
}

} // namespace

int check(const CheckOptions& options) {
    auto files = read_app_files(options.files, {});
    if (!files) return refuse({"usage", {files.error()}}, {.json = options.json});
    files->diagnostics = problems_of(*files);
    add_what_start_refuses(*files);
    const bool usable = files->usable();
    if (options.json) {
        const control::CheckReport report{files->procfile, starts_of(*files), assigned_by(files->environment),
                                          files->diagnostics, options.show_values};
        fmt::print("{}\n", control::to_json(report));
    } else {
        tell(files->diagnostics);
        if (usable) print_summary(*files);
    }
    if (std::fflush(stdout) != 0) return failed;
    return usable ? ok : bad_input;
}

} // namespace ganger::cli
