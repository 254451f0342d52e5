#include "commands.hpp"
#include "exit_codes.hpp"
#include "files.hpp"
#include "refusal.hpp"
#include "render.hpp"
#include "set_options.hpp"

#include <ganger/control/env_report.hpp>
#include <ganger/core/environment_text.hpp>
#include <ganger/core/plan.hpp>
#include <ganger/core/text.hpp>
#include <ganger/os/output_target.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace ganger::cli {

namespace {

using Environment = tl::expected<core::Environment, Reason>;

// `web` is web.1.
Result<core::InstanceName> instance_named(const std::string& word, const core::Procfile& procfile) {
    const auto dot = word.find('.');
    core::InstanceName name{word.substr(0, dot), 1};
    if (std::none_of(procfile.begin(), procfile.end(),
                     [&](const core::ProcfileEntry& entry) { return entry.type == name.type; }))
        return tl::unexpected(core::unknown_type(procfile, name.type));
    if (dot == std::string::npos) return name;
    const char* const end = word.data() + word.size();
    const auto [last, error] = std::from_chars(word.data() + dot + 1, end, name.number);
    if (error == std::errc{} && last == end && name.number > 0) return name;
    return failure(fmt::format("{} is no instance", core::in_quotes(word)),
                   fmt::format("the first is {}.1", name.type));
}

// As `start TYPE` would give it.
Environment environment_of(const EnvOptions& options, const AppFiles& files,
                           const std::optional<core::InstanceName>& instance) {
    core::Formation formation;
    if (instance) {
        auto made = core::make_formation(
            *files.procfile, {{}, {fmt::format("{}={}", instance->type, instance->number)}}, files.settings);
        if (!made) return tl::unexpected(Reason{"refused-formation", std::move(made.error())});
        formation = std::move(*made);
    }
    // As a start from here would find it, even where our own output goes into a pipe.
    const bool at_terminal = os::is_terminal(0);
    auto environment = core::explain_environment({.app = files.app,
                                                  .root = files.root,
                                                  .procfile = *files.procfile,
                                                  .formation = std::move(formation),
                                                  .environment = files.environment.environment,
                                                  .port_option = options.port,
                                                  .settings = files.settings,
                                                  .numbering = core::numbering_of(files.place.profile),
                                                  .profile = files.place.profile,
                                                  .terminals = {at_terminal, at_terminal}},
                                                 instance);
    if (!environment) return tl::unexpected(Reason{"bad-port", {environment.error()}});
    return std::move(*environment);
}

} // namespace

int env(const EnvOptions& options) {
    const Answer answer{.json = options.json};
    auto set = read_set_options(options.set);
    if (!set) return refuse({"usage", set.error()}, answer);
    const auto files = read_app_files(options.files, std::move(*set));
    if (!files) return refuse({"usage", {files.error()}}, answer);
    for (const auto& unreadable : files->unreadable) tell(unreadable.error);
    tell(files->diagnostics);
    if (!files->usable()) return refuse_files(*files, answer);
    std::optional<core::InstanceName> instance;
    if (options.type) {
        auto named = instance_named(*options.type, *files->procfile);
        if (!named) return refuse({"unknown-type", {named.error()}}, answer);
        instance = std::move(*named);
    }
    auto environment = environment_of(options, *files, instance);
    if (!environment) return refuse(environment.error(), answer);
    if (options.json)
        fmt::print("{}\n",
                   control::to_json({files->app, instance, std::move(*environment), options.show_values}));
    else
        fmt::print("{}", core::environment_text(*environment, {options.explain, options.show_values}));
    return std::fflush(stdout) == 0 ? ok : failed;
}

} // namespace ganger::cli
