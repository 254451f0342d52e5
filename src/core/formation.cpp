#include "singleton.hpp"

#include <ganger/core/formation.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <string_view>

namespace ganger::core {

namespace {

constexpr std::string_view all_types = "all";

using Counts = std::map<std::string, unsigned, std::less<>>;

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto comma = text.find(',');
        parts.push_back(trimmed(text.substr(0, comma)));
        if (comma == std::string_view::npos) return parts;
        text.remove_prefix(comma + 1);
    }
}

bool has_type(const Procfile& procfile, std::string_view type) {
    return std::any_of(procfile.begin(), procfile.end(),
                       [&](const ProcfileEntry& entry) { return entry.type == type; });
}

std::string suggestion(const Procfile& procfile, std::string_view type) {
    const std::string_view before_dot = type.substr(0, type.find('.'));
    if (before_dot != type && has_type(procfile, before_dot)) {
        return fmt::format("name the type: '{}' or '{}=N'", before_dot, before_dot);
    }
    std::vector<std::string> types;
    for (const ProcfileEntry& entry : procfile) types.push_back(entry.type);
    const std::string close = closest(type, types);
    if (!close.empty()) return fmt::format("did you mean '{}'?", close);
    std::string list;
    for (const std::string& known_type : types) list += (list.empty() ? "" : ", ") + known_type;
    return fmt::format("the Procfile has {}", list);
}

// Reads the requests, and collects what is wrong with them.
class Reader {
  public:
    Reader(const Procfile& procfile, const Settings& settings) : procfile_{procfile}, settings_{settings} {}

    void read_formation_option(std::string_view value);
    void read_argument(std::string_view argument);
    Formation formation();
    std::vector<Error>& errors() { return errors_; }

  private:
    void refuse(std::string message, std::string hint) {
        errors_.push_back({std::move(message), std::move(hint)});
    }
    void refuse_count(const ProcfileEntry& entry, std::string message, std::string hint);
    bool known(std::string_view type) const;
    bool check_type(std::string_view type);
    std::optional<unsigned> count(std::string_view item, std::string_view type, std::string_view digits);
    unsigned wanted(const ProcfileEntry& entry) const;
    void check_limit(const ProcfileEntry& entry, unsigned count);
    void check_something_starts(const Formation& formation);

    const Procfile& procfile_;
    const Settings& settings_;
    Counts option_; // of -m, `all` among them
    std::map<std::string, std::optional<unsigned>, std::less<>>
        arguments_; // of start; without a number: -m says, else 1
    std::vector<Error> errors_;
};

bool Reader::known(std::string_view type) const {
    return has_type(procfile_, type);
}

bool Reader::check_type(std::string_view type) {
    if (type == all_types || known(type)) return true;
    errors_.push_back(unknown_type(procfile_, type));
    return false;
}

std::optional<unsigned> Reader::count(std::string_view item, std::string_view type, std::string_view digits) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool is_number =
        !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
    if (is_number && error == std::errc{} && end == digits.data() + digits.size()) return value;
    const std::string reason = digits.empty() ? "no number after '='"
                               : is_number
                                   ? "that is too many"
                                   : fmt::format("{} is not a number of instances", in_quotes(digits));
    refuse(fmt::format("cannot read {}: {}", in_quotes(item), reason),
           fmt::format("write a whole number from 0 on: {}=2", known(type) ? type : "TYPE"));
    return std::nullopt;
}

void Reader::read_formation_option(std::string_view value) {
    for (const std::string_view item : split(value)) {
        const auto equals = item.find('=');
        const std::string_view type = item.substr(0, equals);
        if (equals == std::string_view::npos || type.empty()) {
            const std::string_view reason = item.empty()   ? "a part of it is empty"
                                            : type.empty() ? "no process type before the number"
                                                           : "no '=' and number";
            refuse(fmt::format("cannot read {} in the formation {}: {}", in_quotes(item), in_quotes(value),
                               reason),
                   "write it as web=2,worker=1 or all=1");
            continue;
        }
        const bool type_known = check_type(type);
        const auto number = count(item, type, item.substr(equals + 1));
        if (!type_known || !number) continue;
        if (!option_.emplace(type, *number).second) {
            refuse(fmt::format("cannot use the formation: '{}' is given twice", type), "name each type once");
        }
    }
}

void Reader::read_argument(std::string_view argument) {
    const auto equals = argument.find('=');
    const std::string_view type = argument.substr(0, equals);
    if (type.empty()) {
        refuse(fmt::format("cannot read {}: no process type before the number", in_quotes(argument)),
               "write TYPE or TYPE=N: web=2");
        return;
    }
    const bool type_known = check_type(type);
    std::optional<unsigned> number;
    if (equals != std::string_view::npos) {
        number = count(argument, type, argument.substr(equals + 1));
        if (!number) return;
    }
    if (type_known && !arguments_.emplace(type, number).second) {
        refuse(fmt::format("cannot start '{}': it is given twice", type),
               "name each type once, with the number: TYPE=N");
    }
}

// `all` sets the rest, but leaves singletons at one and the release phase to those who name it.
unsigned Reader::wanted(const ProcfileEntry& entry) const {
    const auto argument = arguments_.find(entry.type);
    const auto all_argument = arguments_.find(all_types);
    const bool named = argument != arguments_.end();
    if (!arguments_.empty() && !named && all_argument == arguments_.end()) return 0;
    if (named && argument->second) return *argument->second;
    if (const auto option = option_.find(entry.type); option != option_.end()) return option->second;

    const auto all_option = option_.find(all_types);
    if (arguments_.empty() && !option_.empty() && all_option == option_.end()) return 0;
    const TypeSettings& set = settings_.of(entry.type);
    if ((entry.type == release_type || !set.start) && !named) return 0;
    std::optional<unsigned> rest;
    if (all_option != option_.end()) rest = all_option->second;
    if (all_argument != arguments_.end() && all_argument->second) rest = all_argument->second;
    if (!rest) return set.count.value_or(1);
    return entry.type == release_type || is_singleton(entry) ? std::min(*rest, 1U) : *rest;
}

// Where nothing was typed, the settings say how many.
void Reader::refuse_count(const ProcfileEntry& entry, std::string message, std::string hint) {
    refuse(std::move(message), std::move(hint));
    if (arguments_.empty() && option_.empty())
        errors_.back().place = settings_.place_of(fmt::format("types.{}.count", entry.type));
}

void Reader::check_limit(const ProcfileEntry& entry, unsigned count) {
    const auto max = settings_.of(entry.type).max;
    if (max && count > *max) {
        refuse_count(entry, fmt::format("cannot run {} of '{}': its max is {}", count, entry.type, *max),
                     fmt::format("run fewer, or raise max in [types.{}] of the settings", entry.type));
    }
    if (max || count < 2) return;
    const std::string reason = singleton_reason(entry);
    if (reason.empty()) return;
    refuse_count(entry, fmt::format("cannot run {} of '{}': {}", count, entry.type, reason),
                 "run one; two would each fire the schedule (max = 2 in ganger.toml permits it)");
}

void Reader::check_something_starts(const Formation& formation) {
    const auto starts = [](const Wanted& wanted) { return wanted.count > 0; };
    if (std::any_of(formation.begin(), formation.end(), starts)) return;
    if (formation.empty()) {
        refuse("nothing to start: the Procfile has no entry", "add one: web: COMMAND");
    } else if (arguments_.empty() && option_.empty()) {
        refuse(fmt::format("nothing to start: '{}' is started only when it is named", formation.front().type),
               fmt::format("ganger start {}", formation.front().type));
    } else {
        refuse("nothing to start: every type has the count 0", "give one a number from 1 on: TYPE=1");
    }
}

Formation Reader::formation() {
    Formation formation;
    for (const ProcfileEntry& entry : procfile_) {
        const unsigned count = wanted(entry);
        check_limit(entry, count);
        formation.push_back({entry.type, count});
    }
    if (errors_.empty()) check_something_starts(formation);
    return formation;
}

} // namespace

Error unknown_type(const Procfile& procfile, std::string_view type) {
    return {fmt::format("no process type {} in the Procfile", in_quotes(type)), suggestion(procfile, type)};
}

tl::expected<Formation, std::vector<Error>>
make_formation(const Procfile& procfile, const FormationRequest& request, const Settings& settings) {
    Reader reader{procfile, settings};
    for (const std::string& value : request.formation) reader.read_formation_option(value);
    for (const std::string& argument : request.types) reader.read_argument(argument);
    Formation formation = reader.formation();
    if (!reader.errors().empty()) return tl::unexpected(std::move(reader.errors()));
    return formation;
}

} // namespace ganger::core
