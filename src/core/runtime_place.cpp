#include <ganger/core/runtime_place.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ganger::core {

namespace {

// What systemd made for us.
void add_unit_folder(const RuntimeFacts& facts, Profile profile, std::vector<RuntimePlace>& places) {
    const auto first = facts.runtime_directory.substr(0, facts.runtime_directory.find(':'));
    if (profile == Profile::host && first.starts_with('/')) places.push_back({first, true});
}

} // namespace

std::vector<RuntimePlace> runtime_places(const RuntimeFacts& facts, Profile profile, Lifetime lifetime) {
    std::vector<RuntimePlace> places;
    add_unit_folder(facts, profile, places);
    if (facts.user == 0) places.push_back({"/run/ganger"});
    if (lifetime == Lifetime::login && facts.xdg_runtime_dir.starts_with('/'))
        places.push_back({facts.xdg_runtime_dir + "/ganger"});
    // What a container whose root is read-only has, is /dev/shm.
    for (const auto* const folder : {"/tmp", "/dev/shm"})
        places.push_back({fmt::format("{}/ganger-{}", folder, facts.user)});
    return places;
}

std::vector<RuntimePlace> socket_places(const RuntimeFacts& facts, Profile profile,
                                        std::optional<unsigned> group, Lifetime lifetime) {
    auto others = runtime_places(facts, profile, lifetime);
    if (!group) return others;
    std::vector<RuntimePlace> places;
    add_unit_folder(facts, profile, places);
    if (facts.user == 0) places.push_back({fmt::format("/run/ganger-{}", *group)});
    // Nobody else gets into what lies in $XDG_RUNTIME_DIR.
    for (const auto* const folder : {"/tmp", "/dev/shm"})
        places.push_back({fmt::format("{}/ganger-{}-{}", folder, facts.user, *group)});
    for (auto& place : places) place.group = group;
    places.insert(places.end(), others.begin(), others.end());
    return places;
}

std::vector<RuntimePlace> lock_places(const RuntimeFacts& facts, Profile profile) {
    auto places = runtime_places(facts, profile, Lifetime::beyond_login);
    for (auto& place : runtime_places(facts, profile, Lifetime::login)) {
        const auto is_same = [&](const RuntimePlace& other) { return other.path == place.path; };
        if (std::none_of(places.begin(), places.end(), is_same)) places.push_back(std::move(place));
    }
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
