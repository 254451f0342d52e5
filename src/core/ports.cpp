#include <ganger/core/ports.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

namespace ganger::core {

namespace {

constexpr std::uint16_t default_base = 5000;
constexpr std::uint64_t last_port = 65535;
constexpr std::string_view web = "web";

Result<std::uint16_t> parse_port(const std::string& text, const std::string& origin) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error == std::errc{} && end == text.data() + text.size() && port > 0) return port;
    return failure(fmt::format("cannot use {} as base port ({})", in_quotes(text), origin),
                   "a port is a number from 1 to 65535");
}

// A type's place in the numbering, with the ports of what is started of it.
struct Range {
    const ProcfileEntry* entry = nullptr;
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    std::uint64_t step = 1;

    std::uint64_t last() const { return first + (count - 1) * step; }
    std::string text() const {
        return count == 1 ? fmt::format("{}", first) : fmt::format("{}-{}", first, last());
    }
};

// PORT of the environment; empty is unset.
const Variable* given_port(const Environment& environment) {
    const auto variable = environment.find("PORT");
    return variable == environment.end() || variable->second.value.empty() ? nullptr : &variable->second;
}

// `first` first, wherever it stands; what is not started keeps its place, so that starting it moves nobody.
// Those with a port of their own keep their place, too; those without any only keep it.
std::vector<Range> ranges_of(const Procfile& procfile, const Formation& formation, std::uint16_t base,
                             const Settings& settings, std::string_view first_type, const PortSteps& steps) {
    std::vector<Range> ranges;
    for (const ProcfileEntry& entry : procfile) {
        const auto wanted = std::find_if(formation.begin(), formation.end(), [&](const Wanted& candidate) {
            return candidate.type == entry.type;
        });
        ranges.push_back({&entry, 0, wanted == formation.end() ? 0 : wanted->count, steps.instance});
    }
    std::stable_partition(ranges.begin(), ranges.end(),
                          [&](const Range& range) { return range.entry->type == first_type; });
    std::uint64_t first = base;
    for (Range& range : ranges) {
        range.first = settings.of(range.entry->type).port.value_or(0);
        if (range.first == 0) range.first = first;
        first += steps.type;
    }
    std::erase_if(ranges, [&](const Range& range) { return !settings.of(range.entry->type).has_port; });
    std::stable_sort(ranges.begin(), ranges.end(),
                     [](const Range& a, const Range& b) { return a.first < b.first; });
    return ranges;
}

std::optional<Place> place_of(const Settings& settings, const Range& range, std::string_view key) {
    return settings.place_of(fmt::format("types.{}.{}", range.entry->type, key));
}

std::optional<Place> one_of(std::optional<Place> first, std::optional<Place> second) {
    return first ? first : second;
}

Error ranges_meet(const Range& before, const Range& range, const Settings& settings, const PortSteps& steps) {
    return {fmt::format("cannot number the ports: {} instances of '{}' ({}) reach those of '{}' ({})",
                        before.count, before.entry->type, before.text(), range.entry->type, range.text()),
            before.first + steps.type <= range.first
                ? fmt::format("each type has {} ports: run fewer of '{}'",
                              (steps.type + steps.instance - 1) / steps.instance, before.entry->type)
                : "choose another port for one of them",
            one_of(one_of(place_of(settings, range, "port"), place_of(settings, before, "port")),
                   place_of(settings, before, "count"))};
}

Error range_too_high(const Range& range, std::uint16_t base, const Settings& settings) {
    return {fmt::format("cannot number the ports: with the base {} those of '{}' ({}) pass {}", base,
                        range.entry->type, range.text(), last_port),
            "choose a lower base: -p 5000",
            one_of(place_of(settings, range, "port"), place_of(settings, range, "count"))};
}

Result<void> check_ranges(const std::vector<Range>& ranges, std::uint16_t base, const Settings& settings,
                          const PortSteps& steps) {
    const Range* before = nullptr;
    for (const Range& range : ranges) {
        if (range.count == 0) continue;
        if (before != nullptr && before->last() >= range.first)
            return tl::unexpected(ranges_meet(*before, range, settings, steps));
        if (range.last() > last_port) return tl::unexpected(range_too_high(range, base, settings));
        before = &range;
    }
    return {};
}

bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

} // namespace

Result<std::uint16_t> base_port(const std::optional<std::string>& option, const Environment& environment,
                                const Settings& settings) {
    if (option) return parse_port(*option, "-p or GANGER_PORT");
    if (settings.app.port) return *settings.app.port;
    const Variable* const given = given_port(environment);
    if (given == nullptr) return default_base;
    auto port = parse_port(given->value, fmt::format("PORT from {}", origin_text(origin_of(*given))));
    if (!port) port.error().place = base_place(environment, settings);
    return port;
}

std::optional<Place> base_place(const Environment& environment, const Settings& settings) {
    if (settings.app.port) return settings.place_of("app.port");
    const Variable* const given = given_port(environment);
    if (given == nullptr || given->file.empty()) return std::nullopt;
    return Place{given->file, given->line, 1};
}

Numbering numbering_of(Profile profile) {
    return profile == Profile::container ? Numbering::web_or_lone_first : Numbering::web_first;
}

std::string first_type(Numbering numbering, const Procfile& procfile, const Formation& formation,
                       const std::optional<std::string>& option, const Environment& environment,
                       const Settings& settings) {
    const bool has_web = std::any_of(procfile.begin(), procfile.end(),
                                     [](const ProcfileEntry& entry) { return entry.type == web; });
    if (numbering == Numbering::in_order) return {};
    const bool given = !option && !settings.app.port && given_port(environment) != nullptr;
    if (numbering == Numbering::web_first || has_web || !given) return std::string{web};
    std::string lone;
    for (const Wanted& wanted : formation) {
        if (wanted.count == 0) continue;
        if (!lone.empty()) return std::string{web};
        lone = wanted.type;
    }
    return lone;
}

Result<std::map<std::string, std::uint16_t>> assign_ports(const Procfile& procfile,
                                                          const Formation& formation, std::uint16_t base,
                                                          const Settings& settings, std::string_view first,
                                                          const PortSteps& steps) {
    const std::vector<Range> ranges = ranges_of(procfile, formation, base, settings, first, steps);
    if (const auto checked = check_ranges(ranges, base, settings, steps); !checked)
        return tl::unexpected(checked.error());
    std::map<std::string, std::uint16_t> ports;
    for (const Range& range : ranges) {
        if (range.first <= last_port)
            ports.emplace(range.entry->type, static_cast<std::uint16_t>(range.first));
    }
    return ports;
}

bool is_expected_to_listen(const ProcfileEntry& entry) {
    if (entry.type == web) return true;
    constexpr std::string_view port = "PORT";
    const std::string_view command = entry.command;
    for (auto at = command.find(port); at != std::string_view::npos;
         at = command.find(port, at + port.size())) {
        const auto end = at + port.size();
        const bool whole_word = (at == 0 || !is_name_char(command[at - 1])) &&
                                (end == command.size() || !is_name_char(command[end]));
        // `PORT=3000 cmd` says that it listens elsewhere.
        const bool assigned = end < command.size() && command[end] == '=';
        if (whole_word && !assigned) return true;
    }
    return false;
}

} // namespace ganger::core
