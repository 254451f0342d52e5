#include <ganger/core/scaling.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace ganger::core {

namespace {

std::optional<unsigned> whole_number(std::string_view digits) {
    constexpr unsigned most = 1000000;
    unsigned value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size() || value > most)
        return std::nullopt;
    return value;
}

unsigned changed(unsigned count, const CountChange& change, const Settings& settings) {
    switch (change.way) {
    case CountChange::Way::to:
        return change.number;
    case CountChange::Way::up:
        return count + change.number;
    case CountChange::Way::down:
        return count - std::min(count, change.number);
    case CountChange::Way::if_none:
        return count > 0 ? count : std::max(1U, settings.of(change.type).count.value_or(1));
    }
    return count;
}

} // namespace

std::optional<CountChange> read_count_change(std::string type, std::string_view number) {
    auto way = CountChange::Way::to;
    if (number.starts_with('+')) way = CountChange::Way::up;
    if (number.starts_with('-')) way = CountChange::Way::down;
    if (way != CountChange::Way::to) number.remove_prefix(1);
    const auto value = whole_number(number);
    if (type.empty() || !value) return std::nullopt;
    return CountChange{std::move(type), way, *value};
}

std::optional<CountChange> read_count_change(std::string_view text) {
    if (const auto equals = text.find('='); equals != std::string_view::npos) {
        const auto number = text.substr(equals + 1);
        if (number.starts_with('+') || number.starts_with('-')) return std::nullopt;
        return read_count_change(std::string{text.substr(0, equals)}, number);
    }
    const auto sign = text.find_last_of("+-"); // a type's name may have a '-', too
    if (sign == std::string_view::npos) return std::nullopt;
    return read_count_change(std::string{text.substr(0, sign)}, text.substr(sign));
}

std::string number_text(const CountChange& change) {
    switch (change.way) {
    case CountChange::Way::to:
        return fmt::format("{}", change.number);
    case CountChange::Way::up:
        return fmt::format("+{}", change.number);
    case CountChange::Way::down:
        return fmt::format("-{}", change.number);
    case CountChange::Way::if_none:
        break;
    }
    return {};
}

tl::expected<Formation, std::vector<Error>> changed_formation(const Procfile& procfile,
                                                              const Settings& settings,
                                                              const Formation& current,
                                                              const std::vector<CountChange>& changes) {
    Formation formation;
    for (const auto& entry : procfile) {
        const auto is_it = [&](const auto& one) { return one.type == entry.type; };
        const auto now = std::find_if(current.begin(), current.end(), is_it);
        formation.push_back({entry.type, now == current.end() ? 0 : now->count});
    }
    std::vector<Error> errors;
    for (const auto& change : changes) {
        const auto is_it = [&](const auto& one) { return one.type == change.type; };
        const auto wanted = std::find_if(formation.begin(), formation.end(), is_it);
        if (wanted == formation.end())
            errors.push_back(unknown_type(procfile, change.type));
        else
            wanted->count = changed(wanted->count, change, settings);
    }
    if (!errors.empty()) return tl::unexpected(std::move(errors));
    const auto starts = [](const Wanted& wanted) { return wanted.count > 0; };
    if (std::none_of(formation.begin(), formation.end(), starts)) return formation;
    FormationRequest request;
    for (const auto& [type, count] : formation) request.types.push_back(fmt::format("{}={}", type, count));
    return make_formation(procfile, request, settings);
}

} // namespace ganger::core
