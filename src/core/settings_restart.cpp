#include "settings_restart.hpp"

#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

namespace {

constexpr std::int64_t most_restarts = 1000;
constexpr double largest_factor = 100;

template <class Of>
struct SubKey {
    std::string_view name;
    void (*read)(const SettingsReader& value, Of& of);
};

// A table within the table of a type. A later one lies over an earlier one, key by key.
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

void keep_duration(const SettingsReader& value, std::optional<Duration>& where) {
    if (const auto duration = value.duration()) where = *duration;
}

void read_factor(const SettingsReader& value, BackoffSettings& backoff) {
    const auto factor = value.number();
    if (!factor) return;
    if (!(*factor >= 1 && *factor <= largest_factor))
        return value.bad_value(fmt::format("{} is not from 1 to {}", *factor, largest_factor));
    backoff.factor = *factor;
}

void read_within(const SettingsReader& value, MaxRestartsSettings& most) {
    const auto within = value.duration();
    if (!within) return;
    if (*within <= Duration::zero()) return value.bad_value("it has to be more than 0");
    most.within = *within;
}

} // namespace

void read_restart(const SettingsReader& value, TypeSettings& type, SettingsProblems&) {
    if (const auto place = value.word(restart_names())) type.restart = restart_named(restart_names()[*place]);
}

void read_backoff(const SettingsReader& value, TypeSettings& type, SettingsProblems& problems) {
    using Reader = const SettingsReader&;
    using Of = BackoffSettings&;
    static const std::vector<SubKey<BackoffSettings>> keys{
        {"initial", [](Reader key, Of of) { keep_duration(key, of.initial); }},
        {"factor", read_factor},
        {"max", [](Reader key, Of of) { keep_duration(key, of.max); }},
        {"reset_after", [](Reader key, Of of) { keep_duration(key, of.reset_after); }},
    };
    auto& of = type.backoff;
    if (!read_table(value, keys, "{ initial = \"500ms\", max = \"30s\" }", of, problems)) return;
    if (of.initial && of.max && *of.initial > *of.max) value.bad_value("initial is longer than max");
}

void read_max_restarts(const SettingsReader& value, TypeSettings& type, SettingsProblems& problems) {
    using Reader = const SettingsReader&;
    using Of = MaxRestartsSettings&;
    static const std::vector<SubKey<MaxRestartsSettings>> keys{
        {"count",
         [](Reader key, Of of) {
             if (const auto count = key.whole_number(0, most_restarts))
                 of.count = static_cast<unsigned>(*count);
         }},
        {"within", read_within},
    };
    read_table(value, keys, "{ count = 5, within = \"60s\" }", type.max_restarts, problems);
}

} // namespace ganger::core
