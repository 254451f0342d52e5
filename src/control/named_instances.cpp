#include <ganger/control/named_instances.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace ganger::control {

namespace {

constexpr unsigned not_found = 404;

} // namespace

Answer unknown_instance(const std::string& name, const core::Snapshot& snapshot) {
    std::vector<std::string> known;
    for (const auto& instance : snapshot.instances) {
        known.push_back(instance.name.type);
        known.push_back(instance.name.text());
    }
    const auto near = core::closest(name, known);
    return refusal(
        not_found, "no-such-process",
        {fmt::format("there is no {} in this app", core::in_quotes(name)),
         near.empty() ? "ganger ps lists what there is" : fmt::format("did you mean '{}'?", near)});
}

tl::expected<std::vector<core::InstanceSnapshot>, Answer>
named_instances(const std::vector<std::string>& names, const core::Snapshot& snapshot) {
    std::vector<core::InstanceSnapshot> meant;
    for (const auto& name : names) {
        bool known = false;
        bool runs = false;
        for (const auto& instance : snapshot.instances) {
            if (instance.name.type != name && instance.name.text() != name) continue;
            known = true;
            if (!instance.launch) continue;
            runs = true;
            const auto is_same = [&](const auto& other) { return other.name == instance.name; };
            if (std::none_of(meant.begin(), meant.end(), is_same)) meant.push_back(instance);
        }
        if (!known) return tl::unexpected(unknown_instance(name, snapshot));
        if (!runs) {
            return tl::unexpected(refusal(not_found, "no-such-process",
                                          {fmt::format("{} does not run", name), "ganger ps tells why"}));
        }
    }
    return meant;
}

} // namespace ganger::control
