// What a settings file says, with the place of each word, before it is known whether it means anything. Made
// by whoever knows the file's syntax.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ganger::core {

struct SettingsValue;
struct SettingsEntry;
using SettingsList = std::vector<SettingsValue>;
using SettingsTable = std::vector<SettingsEntry>;
struct SettingsDate {}; // no key takes one

struct SettingsValue {
    std::size_t line = 0; // from 1
    std::size_t column = 0;
    std::variant<std::string, std::int64_t, double, bool, SettingsDate, SettingsList, SettingsTable> of;
};

struct SettingsEntry {
    std::string key;
    std::size_t line = 0;
    std::size_t column = 0;
    SettingsValue value;
};

} // namespace ganger::core
