#include <ganger/core/settings.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace ganger::core {

const TypeSettings& Settings::of(std::string_view type) const {
    static const TypeSettings defaults;
    const auto found = types.find(type);
    return found == types.end() ? defaults : found->second;
}

std::optional<Place> Settings::place_of(std::string_view key) const {
    const auto found = places.find(key);
    return found == places.end() ? std::nullopt : std::optional{found->second};
}

ExitPolicy exit_policy_of(const Settings& settings, Profile profile, std::optional<ExitWhen> when,
                          std::optional<std::string> code_from) {
    ExitPolicy policy;
    policy.when = when ? *when : settings.app.exit_when.value_or(policy.when);
    policy.code_from = code_from ? std::move(code_from) : settings.app.exit_code_from;
    policy.stays = profile == Profile::host; // systemd would take it for finished
    return policy;
}

Result<void> check_code_from(const ExitPolicy& policy, const std::vector<std::string>& started,
                             const Settings& settings) {
    if (!policy.code_from || std::find(started.begin(), started.end(), *policy.code_from) != started.end())
        return {};
    const auto near = closest(*policy.code_from, started);
    return tl::unexpected(Error{
        fmt::format("the exit code is to be that of {}, which is not started", in_quotes(*policy.code_from)),
        near.empty() ? "name a type that is started" : fmt::format("did you mean '{}'?", near),
        settings.place_of("app.exit_code_from")});
}

// All of a container has to stop before whoever runs it loses patience.
bool is_cut(const Settings& settings, std::string_view type, Profile profile) {
    const auto of_app = settings.app.stop_timeout.value_or(default_stop_timeout(profile));
    return profile == Profile::container && settings.of(type).stop_timeout.value_or(of_app) > of_app;
}

std::vector<Diagnostic> cut_stop_timeouts(const Settings& settings, Profile profile) {
    std::vector<Diagnostic> problems;
    for (const auto& [type, set] : settings.types) {
        if (!is_cut(settings, type, profile)) continue;
        const auto whole = settings.app.stop_timeout.value_or(default_stop_timeout(profile));
        const auto place = settings.place_of(fmt::format("types.{}.stop_timeout", type)).value_or(Place{});
        problems.push_back(
            {place.file, place.line, place.column, Severity::warning, Code::cut_timeout,
             fmt::format("in a container the whole shutdown has {:g} s, and so has {}; stop_timeout of "
                         "[app] or -t gives it more",
                         std::chrono::duration<double>(whole).count(), type)});
    }
    return problems;
}

Policy policy_of(const Settings& settings, std::string_view type, Profile profile,
                 std::optional<Duration> stop_timeout) {
    const auto& set = settings.of(type);
    Policy policy;
    const auto of_app = settings.app.stop_timeout.value_or(default_stop_timeout(profile));
    policy.stop_timeout = stop_timeout.value_or(set.stop_timeout.value_or(of_app));
    if (!stop_timeout && is_cut(settings, type, profile)) policy.stop_timeout = of_app;
    policy.stop_signal = set.stop_signal.value_or(policy.stop_signal);
    policy.stop_scope = set.stop_scope.value_or(policy.stop_scope);
    policy.success_exit_codes = set.success_exit_codes.value_or(policy.success_exit_codes);
    policy.forward = set.forward;
    policy.essential = set.essential.value_or(policy.essential);
    return policy;
}

void set_restarts(Policy& policy, const Settings& settings, std::string_view type,
                  const RestartPlace& place) {
    const bool ends_app = place.exit.when == ExitWhen::any || place.exit.code_from == type;
    const bool alone = place.profile == Profile::container && place.started == 1; // its end is ours
    const bool mended = place.profile != Profile::dev && !alone && !ends_app;
    const auto& set = settings.of(type);
    policy.restart = set.restart.value_or(mended ? Restart::always : Restart::never);

    auto& backoff = policy.backoff;
    backoff.initial = set.backoff.initial.value_or(backoff.initial);
    backoff.factor = set.backoff.factor.value_or(backoff.factor);
    backoff.max = set.backoff.max.value_or(std::max(backoff.max, backoff.initial));
    backoff.reset_after = set.backoff.reset_after.value_or(backoff.reset_after);

    const unsigned most = place.profile == Profile::container ? 5 : 0;
    policy.max_restarts.count = set.max_restarts.count.value_or(most);
    policy.max_restarts.within = set.max_restarts.within.value_or(policy.max_restarts.within);
}

} // namespace ganger::core
