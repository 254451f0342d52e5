#include <ganger/control/named_logs.hpp>
#include <ganger/core/log_history.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace ganger::control {

std::optional<Error> unknown_name(const std::vector<std::string>& names,
                                  const std::vector<std::string>& known) {
    for (const auto& name : names) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        const auto near = core::closest(name, known);
        return Error{fmt::format("there is no {} in this app", core::in_quotes(name)),
                     near.empty() ? "" : fmt::format("did you mean '{}'?", near)};
    }
    return std::nullopt;
}

std::optional<Answer> refuse_names(const std::vector<std::string>& names,
                                   const std::vector<std::string>& types, const core::Snapshot& snapshot) {
    constexpr unsigned not_found = 404;
    auto known = types;
    known.emplace_back(core::own_type);
    for (const auto& instance : snapshot.instances) known.push_back(instance.name.text());
    auto error = unknown_name(names, known);
    if (!error) return std::nullopt;
    if (error->hint.empty()) error->hint = "ganger ps lists what there is";
    return refusal(not_found, "no-such-process", std::move(*error));
}

} // namespace ganger::control
