// Which app this is: one Procfile in one root under one name. At most one supervisor runs each.
#pragma once

#include <string>
#include <string_view>

namespace ganger::core {

struct AppIdentity {
    std::string root;     // absolute, as given: links are not resolved
    std::string procfile; // the same
    std::string name;
    bool has_default_name = true; // else --name makes it another copy of the same files

    bool operator==(const AppIdentity&) const = default;
};

// 12 hex digits, the same in every version: names of files are made of them.
std::string app_id(const AppIdentity& identity);

// Not empty, no "/", nothing that would move a cursor.
bool is_app_name(std::string_view name);

} // namespace ganger::core
