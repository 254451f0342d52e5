// Settings files as they are once their syntax is read: each value stands in column 20 of its line.
#pragma once

#include <ganger/core/settings.hpp>

#include <string>
#include <vector>

namespace ganger::core {

inline SettingsValue value(std::size_t line, decltype(SettingsValue::of) of) {
    return {line, 20, std::move(of)};
}

inline SettingsEntry entry(std::string key, std::size_t line, decltype(SettingsValue::of) of) {
    return {std::move(key), line, 1, value(line, std::move(of))};
}

inline SettingsTable type_table(SettingsTable keys) {
    return {entry("types", 1, SettingsTable{entry("web", 1, std::move(keys))})};
}

inline SettingsReading read(SettingsTable table, Profile profile = Profile::dev) {
    return read_settings({"ganger.toml", std::move(table)}, profile, {"web", "worker"});
}

inline std::vector<std::string> texts(const SettingsReading& reading) {
    std::vector<std::string> texts;
    for (const auto& diagnostic : reading.diagnostics) texts.push_back(diagnostic.text());
    return texts;
}

} // namespace ganger::core
