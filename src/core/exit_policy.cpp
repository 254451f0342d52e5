#include <ganger/core/exit_policy.hpp>

#include <algorithm>
#include <array>

namespace ganger::core {

namespace {

constexpr std::array all_of_them{ExitWhen::any, ExitWhen::failure, ExitWhen::all, ExitWhen::never};

} // namespace

std::string_view exit_when_text(ExitWhen when) {
    switch (when) {
    case ExitWhen::any:
        return "any";
    case ExitWhen::failure:
        return "failure";
    case ExitWhen::all:
        return "all";
    case ExitWhen::never:
        return "never";
    }
    return "";
}

std::optional<ExitWhen> exit_when_named(std::string_view name) {
    for (const auto when : all_of_them)
        if (exit_when_text(when) == name) return when;
    return std::nullopt;
}

std::vector<std::string> exit_when_names() {
    std::vector<std::string> names;
    for (const auto when : all_of_them) names.emplace_back(exit_when_text(when));
    return names;
}

std::optional<int> status_of_app(const ExitPolicy& policy, const FinalEnd& end) {
    if (policy.code_from == end.type) return end.code;
    if (!end.essential) return std::nullopt;
    // Whoever waits for one type's code must not take another's 0 for it.
    const int never_zero = std::max(end.code, 1);
    switch (policy.when) {
    case ExitWhen::any:
        return end.failed || policy.code_from ? never_zero : end.code;
    case ExitWhen::failure:
        return end.failed ? std::optional{never_zero} : std::nullopt;
    case ExitWhen::all:
    case ExitWhen::never:
        return std::nullopt;
    }
    return std::nullopt;
}

bool is_remembered(const ExitPolicy& policy, const FinalEnd& end) {
    const bool waits_for_all = policy.when == ExitWhen::all || policy.when == ExitWhen::never;
    return waits_for_all && end.essential && end.failed;
}

} // namespace ganger::core
