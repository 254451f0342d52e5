#include "app_plan.hpp"

#include "other_name.hpp"

#include <ganger/control/api.hpp>
#include <ganger/core/open_files.hpp>
#include <ganger/core/scaling.hpp>
#include <ganger/os/limits.hpp>
#include <ganger/os/process_group.hpp>

#include <algorithm>
#include <utility>

namespace ganger::cli {

namespace {

constexpr unsigned status_conflict = 409;
constexpr unsigned status_not_found = 404;

tl::expected<core::Plan, Error> plan_of(const StartOptions& options, const AppFiles& files,
                                        const core::Formation& formation, core::OurTerminals terminals,
                                        std::optional<core::Formation> numbered_by) {
    auto plan = core::make_plan(plan_request(options, files, formation, terminals, std::move(numbered_by)));
    if (!plan) return tl::unexpected(plan.error());
    if (!options.habits.expects_listening)
        for (auto& instance : plan->instances) instance.listens = false;
    return std::move(*plan);
}

core::SupervisorPlan supervised_as(std::size_t started, const core::Plan& plan, const AppFiles& files,
                                   core::ExitPolicy exit, std::optional<core::Duration> stop_timeout) {
    core::SupervisorPlan supervised;
    supervised.exit = std::move(exit);
    supervised.first = plan.first;
    supervised.stops_at_hang_up = files.place.profile == core::Profile::dev;
    supervised.stops_without_reader = files.place.profile == core::Profile::dev;
    const bool known = os::programs_are_known();
    for (const auto& instance : plan.instances) {
        auto policy = core::policy_of(files.settings, instance.name.type, files.place.profile, stop_timeout);
        core::set_restarts(policy, files.settings, instance.name.type,
                           {files.place.profile, started, supervised.exit});
        policy.listens = instance.listens;
        supervised.instances.push_back(
            {instance.name, policy, instance.port, known && instance.start.form != core::CommandForm::shell});
    }
    return supervised;
}

unsigned total(const core::Formation& formation) {
    unsigned count = 0;
    for (const auto& wanted : formation) count += wanted.count;
    return count;
}

bool is_unknown(const core::CountChange& change, const core::Procfile& procfile) {
    return std::none_of(procfile.begin(), procfile.end(),
                        [&](const auto& entry) { return entry.type == change.type; });
}

} // namespace

core::PlanRequest plan_request(const StartOptions& options, const AppFiles& files,
                               const core::Formation& formation, core::OurTerminals terminals,
                               std::optional<core::Formation> numbered_by) {
    return {.app = files.app,
            .root = files.root,
            .procfile = *files.procfile,
            .formation = formation,
            .environment = files.environment.environment,
            .port_option = options.port,
            .settings = files.settings,
            .numbering = options.habits.numbering.value_or(core::numbering_of(files.place.profile)),
            .profile = files.place.profile,
            .terminals = terminals,
            .release_first = options.release,
            .steps = options.habits.steps,
            .name_variables = options.habits.name_variables,
            .numbered_by = std::move(numbered_by)};
}

core::Formation formation_of(const core::Plan& plan, const core::Procfile& procfile) {
    core::Formation formation;
    for (const auto& entry : procfile) {
        const auto is_of_it = [&](const auto& instance) { return instance.name.type == entry.type; };
        const auto from = plan.instances.begin() + static_cast<std::ptrdiff_t>(plan.first);
        formation.push_back(
            {entry.type, static_cast<unsigned>(std::count_if(from, plan.instances.end(), is_of_it))});
    }
    return formation;
}

tl::expected<core::Plan, Reason> make_the_plan(const StartOptions& options, const AppFiles& files,
                                               core::OurTerminals terminals) {
    const auto counts =
        options.habits.numbering ? without_absent(options.formation, *files.procfile) : options.formation;
    auto formation = core::make_formation(*files.procfile, {counts, options.types}, files.settings);
    if (!formation) return tl::unexpected(Reason{"refused-formation", formation.error()});
    auto plan = plan_of(options, files, *formation, terminals, std::nullopt);
    if (!plan) return tl::unexpected(Reason{"bad-port", {plan.error()}});
    return std::move(*plan);
}

std::optional<Error> check_open_files(const core::Plan& plan) {
    std::vector<core::OutputChannel> outputs;
    for (const auto& instance : plan.instances) outputs.push_back(instance.output);
    const auto limit = os::hard_open_files();
    return limit ? core::check_open_files(outputs, *limit) : std::nullopt;
}

core::SupervisorPlan supervised(const core::Plan& plan, const AppFiles& files, core::ExitPolicy exit,
                                std::optional<core::Duration> stop_timeout) {
    return supervised_as(plan.instances.size() - plan.first, plan, files, std::move(exit), stop_timeout);
}

// What the first line has said of restarts stays true: it went by how many were started.
engine::Scale scale_of(const StartOptions& options, const std::shared_ptr<const AppFiles>& files,
                       core::OurTerminals terminals, const core::Plan& started,
                       const core::SupervisorPlan& lives, std::optional<core::Duration> stop_timeout) {
    const auto count = started.instances.size() - started.first;
    return [options, files, terminals, count, exit = lives.exit, stop_timeout,
            numbered_by = formation_of(started, *files->procfile)](
               const std::vector<core::CountChange>& changes,
               const core::Formation& current) -> tl::expected<engine::ScaledApp, control::Answer> {
        const auto& procfile = *files->procfile;
        const auto unknown = std::any_of(changes.begin(), changes.end(),
                                         [&](const auto& change) { return is_unknown(change, procfile); });
        auto formation = core::changed_formation(procfile, files->settings, current, changes);
        if (!formation)
            return tl::unexpected(control::refusal(unknown ? status_not_found : status_conflict,
                                                   unknown ? "no-such-process" : "refused-formation",
                                                   formation.error().front()));
        auto plan = plan_of(options, *files, *formation, terminals, numbered_by);
        if (!plan) return tl::unexpected(control::refusal(status_conflict, "bad-port", plan.error()));
        if (total(*formation) > total(current)) {
            if (auto error = check_open_files(*plan)) {
                error->hint += "; then start the app anew";
                return tl::unexpected(control::refusal(status_conflict, "open-files", *error));
            }
        }
        auto grown = supervised_as(count, *plan, *files, exit, stop_timeout);
        return engine::ScaledApp{std::move(*formation), std::move(*plan), std::move(grown.instances)};
    };
}

} // namespace ganger::cli
