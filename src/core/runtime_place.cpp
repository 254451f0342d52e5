#include <ganger/core/runtime_place.hpp>

#include <fmt/format.h>

namespace ganger::core {

std::vector<RuntimePlace> runtime_places(const RuntimeFacts& facts, Profile profile) {
    std::vector<RuntimePlace> places;
    const auto first = facts.runtime_directory.substr(0, facts.runtime_directory.find(':'));
    if (profile == Profile::host && first.starts_with('/')) places.push_back({first, true});
    if (facts.user == 0) places.push_back({"/run/ganger"});
    if (facts.xdg_runtime_dir.starts_with('/')) places.push_back({facts.xdg_runtime_dir + "/ganger"});
    // What a container whose root is read-only has, is /dev/shm.
    for (const auto* const folder : {"/tmp", "/dev/shm"})
        places.push_back({fmt::format("{}/ganger-{}", folder, facts.user)});
    return places;
}

std::vector<SearchPlace> search_places(const RuntimeFacts& facts) {
    std::vector<SearchPlace> places{{"/run", "", ""}, // root's, and what systemd made for units
                                    {"/run/user", "", "/ganger"},
                                    {"/tmp", "ganger-", ""},
                                    {"/dev/shm", "ganger-", ""}};
    if (facts.xdg_runtime_dir.starts_with('/')) places.push_back({facts.xdg_runtime_dir, "", ""});
    return places;
}

} // namespace ganger::core
