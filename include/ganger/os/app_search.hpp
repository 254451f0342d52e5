// Finds the sockets of supervisors, by the files beside them.
#pragma once

#include <ganger/core/runtime_place.hpp>

#include <string>
#include <vector>

namespace ganger::os {

struct FoundApp {
    std::string socket;
    std::string app_file;  // what stands in it
    unsigned user = 0;     // whose it is
    bool is_shown = false; // to a group of ours, where anybody may make such a folder
};

// In folders that are ours or root's, or are shown to a group of ours; for root in those of every user.
// Nobody but the owner can write in these.
std::vector<FoundApp> find_apps(const std::vector<core::SearchPlace>& places);

std::vector<FoundApp> find_apps_in(const std::string& folder);

std::string real_path(const std::string& path); // links resolved; as it is where that can't be done

} // namespace ganger::os
