#include "settings_restart.hpp"

#include "settings_table.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace ganger::core {

namespace {

constexpr std::int64_t most_restarts = 1000;
constexpr double largest_factor = 100;

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
