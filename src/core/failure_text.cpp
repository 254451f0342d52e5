#include "messages.hpp"

#include <ganger/core/failure_text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace ganger::core {

namespace {

// Types of which the same becomes.
struct Fate {
    std::string verb;     // "stops the app"
    bool any_end = false; // also where it ends with 0
    std::vector<std::string> types;
};

bool ends_app(const Policy& policy, const ExitPolicy& exit) {
    return policy.essential && (exit.when == ExitWhen::any || exit.when == ExitWhen::failure);
}

Fate fate_of(const Policy& policy, const ExitPolicy& exit) {
    const bool ends = ends_app(policy, exit);
    if (policy.restart == Restart::never)
        return {ends ? "stops the app" : "leaves the others running", ends && exit.when == ExitWhen::any, {}};
    std::string verb = "is started again";
    if (const auto& most = policy.max_restarts; most.count > 0)
        verb += fmt::format(", at most {} within {}, then {}",
                            most.count == 1 ? "once" : fmt::format("{} times", most.count),
                            messages::seconds(most.within), ends ? "the app stops" : "given up");
    return {std::move(verb), policy.restart == Restart::always, {}};
}

std::vector<Fate> fates_of(const SupervisorPlan& plan) {
    std::vector<Fate> fates;
    for (std::size_t index = plan.first; index < plan.instances.size(); ++index) {
        const auto& name = plan.instances[index].name;
        const auto& policy = plan.instances[index].policy;
        if (plan.exit.code_from == name.type && policy.restart == Restart::never) continue;
        auto fate = fate_of(policy, plan.exit);
        auto same = std::find_if(fates.begin(), fates.end(),
                                 [&](const Fate& other) { return other.verb == fate.verb; });
        if (same == fates.end()) same = fates.insert(fates.end(), std::move(fate));
        same->any_end = same->any_end && fate_of(policy, plan.exit).any_end;
        if (same->types.empty() || same->types.back() != name.type) same->types.push_back(name.type);
    }
    return fates;
}

} // namespace

std::string failure_text(const SupervisorPlan& plan) {
    const auto fates = fates_of(plan);
    const bool any_end =
        std::all_of(fates.begin(), fates.end(), [](const Fate& fate) { return fate.any_end; });
    std::string text;
    for (const auto& fate : fates) {
        text += text.empty() ? fmt::format("a process that {} ", any_end ? "ends" : "fails") : " or ";
        text += fate.verb;
        if (fates.size() > 1) text += fmt::format(" ({})", messages::list(fate.types));
    }
    const auto& code_from = plan.exit.code_from;
    const bool ends_with_it =
        code_from && std::any_of(plan.instances.begin(), plan.instances.end(), [&](const auto& instance) {
            return instance.name.type == *code_from && instance.policy.restart == Restart::never;
        });
    if (!ends_with_it) return text;
    return fmt::format("{}{}the end of {} stops the app", text, text.empty() ? "" : "; ", *code_from);
}

} // namespace ganger::core
