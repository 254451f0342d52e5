#include "app_environment.hpp"

#include "app_plan.hpp"

#include <ganger/core/scaling.hpp>
#include <ganger/core/text.hpp>
#include <ganger/os/output_target.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace ganger::cli {

namespace {

constexpr unsigned status_conflict = 409;
constexpr unsigned status_not_found = 404;

using Name = std::optional<core::InstanceName>;

// `web` is web.1; an empty word nobody.
Result<Name> instance_named(const std::string& word, const core::Procfile& procfile) {
    if (word.empty()) return std::nullopt;
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

Result<control::EnvReport> explained(const core::PlanRequest& request, Name instance, core::Secrets secrets) {
    auto environment = core::explain_environment(request, instance);
    if (!environment) return tl::unexpected(environment.error());
    return control::EnvReport{request.app, std::move(instance),
                              core::as_shown(std::move(*environment), secrets)};
}

// So many that this one is among them.
tl::expected<core::Formation, std::vector<Error>> grown_to(const core::Formation& started,
                                                           const Name& instance, const AppFiles& files) {
    std::vector<core::CountChange> changes;
    for (const auto& [type, count] : started)
        if (instance && type == instance->type && count < instance->number)
            changes.push_back({type, core::CountChange::Way::to, instance->number});
    return core::changed_formation(*files.procfile, files.settings, started, changes);
}

} // namespace

tl::expected<control::EnvReport, Reason> environment_at_start(const StartOptions& options,
                                                              const AppFiles& files, const std::string& name,
                                                              core::Secrets secrets) {
    auto instance = instance_named(name, *files.procfile);
    if (!instance) return tl::unexpected(Reason{unknown_type, {instance.error()}});
    core::Formation formation;
    if (*instance) {
        const auto alone = fmt::format("{}={}", (*instance)->type, (*instance)->number);
        auto made = core::make_formation(*files.procfile, {{}, {alone}}, files.settings);
        if (!made) return tl::unexpected(Reason{unknown_type, std::move(made.error())});
        formation = std::move(*made);
    }
    // As a start from here would find it, even where our own output goes into a pipe.
    const bool at_terminal = os::is_terminal(0);
    auto report = explained(plan_request(options, files, formation, {at_terminal, at_terminal}, std::nullopt),
                            std::move(*instance), secrets);
    if (!report) return tl::unexpected(Reason{"bad-port", {report.error()}});
    return std::move(*report);
}

engine::Explain explain_of(const StartOptions& options, const std::shared_ptr<const AppFiles>& files,
                           core::OurTerminals terminals, const core::Plan& started) {
    return
        [options, files, terminals, started = formation_of(started, *files->procfile)](
            const control::ExplainEnvironment& asked) -> tl::expected<control::EnvReport, control::Answer> {
            auto instance = instance_named(asked.name, *files->procfile);
            if (!instance)
                return tl::unexpected(
                    control::refusal(status_not_found, "no-such-process", instance.error()));
            const auto formation = grown_to(started, *instance, *files);
            if (!formation)
                return tl::unexpected(
                    control::refusal(status_not_found, "no-such-process", formation.error().front()));
            auto report =
                explained(plan_request(options, *files, *formation, terminals, started), std::move(*instance),
                          asked.show_values ? core::Secrets::shown : core::Secrets::hidden);
            if (!report) return tl::unexpected(control::refusal(status_conflict, "bad-port", report.error()));
            return std::move(*report);
        };
}

} // namespace ganger::cli
