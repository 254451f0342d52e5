// A table within the table of a type, by its keys: a later one lies over an earlier one, key by key.
#pragma once

#include "settings_values.hpp"

#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

template <class Of>
struct SubKey {
    std::string_view name;
    void (*read)(const SettingsReader& value, Of& of);
};

template <class Of>
bool read_table(const SettingsReader& value, const std::vector<SubKey<Of>>& keys, std::string_view sample,
                Of& of, SettingsProblems& problems) {
    const auto* const table = std::get_if<SettingsTable>(&value.entry().value.of);
    if (table == nullptr) {
        value.wrong_type(fmt::format("a table: {}", sample));
        return false;
    }
    std::vector<std::string> known;
    for (const auto& key : keys) known.emplace_back(key.name);
    for (const auto& entry : *table) {
        const auto key = std::find_if(keys.begin(), keys.end(),
                                      [&](const auto& candidate) { return candidate.name == entry.key; });
        if (key != keys.end()) {
            key->read(SettingsReader{entry, problems}, of);
            continue;
        }
        const auto near = closest(entry.key, known);
        std::string hint = near.empty() ? "known are" : fmt::format("did you mean '{}'?", near);
        if (near.empty())
            for (const auto& name : known) hint += (name == known.front() ? " " : ", ") + name;
        problems.report(
            entry.line, entry.column, Code::unknown_key,
            fmt::format("unknown key {} in {}; {}", in_quotes(entry.key), value.entry().key, hint));
    }
    return true;
}

} // namespace ganger::core
