#include "habits.hpp"

#include <algorithm>
#include <string_view>

namespace ganger::cli {

namespace {

bool is_among(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

core::Procfile in_named_order(const core::Procfile& procfile, const std::vector<std::string>& named) {
    core::Procfile chosen;
    for (const auto& name : named)
        for (const auto& entry : procfile)
            if (entry.type == name) chosen.push_back(entry);
    // One that is unknown is reported, and then all should still be there to be suggested.
    return chosen.size() == named.size() ? chosen : procfile;
}

bool has_type(const core::Procfile& procfile, std::string_view type) {
    return std::any_of(procfile.begin(), procfile.end(),
                       [&](const auto& entry) { return entry.type == type; });
}

} // namespace

std::vector<std::string> apply(const Habits& habits, const std::vector<std::string>& named,
                               core::Procfile& procfile, core::Settings& settings) {
    for (const auto& entry : procfile) {
        auto& type = settings.types[entry.type];
        if (!habits.gives_ports) type.has_port = false;
        if (is_among(habits.restarted, entry.type) || is_among(habits.restarted, "all"))
            type.restart = core::Restart::always;
        else if (!habits.restarts && !type.restart)
            type.restart = core::Restart::never;
        if (!type.stop_signal) type.stop_signal = habits.stop_signal;
    }
    std::vector<std::string> absent;
    for (const auto& type : habits.may_end) {
        if (has_type(procfile, type))
            settings.types[type].essential = false;
        else
            absent.push_back(type);
    }
    for (const auto& [type, signal] : habits.stop_signals) {
        if (has_type(procfile, type))
            settings.types[type].stop_signal = signal;
        else
            absent.push_back(type);
    }
    for (const auto& type : habits.restarted)
        if (type != "all" && !has_type(procfile, type)) absent.push_back(type);
    if (habits.only_named_count && !named.empty()) procfile = in_named_order(procfile, named);
    return absent;
}

std::vector<std::string> without_absent(const std::vector<std::string>& formation,
                                        const core::Procfile& procfile) {
    std::vector<std::string> lists;
    for (const auto& list : formation) {
        std::string kept;
        for (std::size_t begin = 0; begin <= list.size();) {
            const auto end = std::min(list.find(',', begin), list.size());
            const auto part = list.substr(begin, end - begin);
            begin = end + 1;
            const auto type = part.substr(0, part.find('='));
            const bool asks_for_none = part.ends_with("=0") && type != "all" && !has_type(procfile, type);
            if (!asks_for_none) kept += (kept.empty() ? "" : ",") + part;
        }
        if (!kept.empty()) lists.push_back(std::move(kept));
    }
    return lists;
}

} // namespace ganger::cli
