#include "habits.hpp"

#include <algorithm>

namespace ganger::cli {

namespace {

core::Procfile in_named_order(const core::Procfile& procfile, const std::vector<std::string>& named) {
    core::Procfile chosen;
    for (const auto& name : named)
        for (const auto& entry : procfile)
            if (entry.type == name) chosen.push_back(entry);
    // One that is unknown is reported, and then all should still be there to be suggested.
    return chosen.size() == named.size() ? chosen : procfile;
}

} // namespace

void apply(const Habits& habits, const std::vector<std::string>& named, core::Procfile& procfile,
           core::Settings& settings) {
    for (const auto& entry : procfile) {
        auto& type = settings.types[entry.type];
        if (!habits.gives_ports) type.has_port = false;
        if (std::find(habits.may_end.begin(), habits.may_end.end(), entry.type) != habits.may_end.end())
            type.essential = false;
        if (!type.stop_signal) type.stop_signal = habits.stop_signal;
        const auto signal = habits.stop_signals.find(entry.type);
        if (signal != habits.stop_signals.end()) type.stop_signal = signal->second;
    }
    if (habits.only_named_count && !named.empty()) procfile = in_named_order(procfile, named);
}

} // namespace ganger::cli
