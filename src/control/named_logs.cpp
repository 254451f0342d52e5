#include <ganger/control/named_logs.hpp>
#include <ganger/core/log_history.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace ganger::control {

std::optional<Answer> refuse_names(const std::vector<std::string>& names,
                                   const std::vector<std::string>& types, const core::Snapshot& snapshot) {
    constexpr unsigned not_found = 404;
    auto known = types;
    known.emplace_back(core::own_type);
    for (const auto& instance : snapshot.instances) known.push_back(instance.name.text());
    for (const auto& name : names) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        const auto near = core::closest(name, known);
        return refusal(
            not_found, "no-such-process",
            {fmt::format("there is no {} in this app", core::in_quotes(name)),
             near.empty() ? "ganger ps lists what there is" : fmt::format("did you mean '{}'?", near)});
    }
    return std::nullopt;
}

} // namespace ganger::control
