#include "settings_values.hpp"

#include <ganger/core/duration.hpp>
#include <ganger/core/signal_name.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace ganger::core {

namespace {

template <class T>
const T* as(const SettingsValue& value) {
    return std::get_if<T>(&value.of);
}

std::string list_of(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + fmt::format("\"{}\"", word);
    return text;
}

} // namespace

std::string_view kind_of(const SettingsValue& value) {
    struct Kind {
        std::string_view operator()(const std::string&) const { return "text"; }
        std::string_view operator()(std::int64_t) const { return "a whole number"; }
        std::string_view operator()(double) const { return "a number with a point"; }
        std::string_view operator()(bool) const { return "true or false"; }
        std::string_view operator()(const SettingsDate&) const { return "a date"; }
        std::string_view operator()(const SettingsList&) const { return "a list"; }
        std::string_view operator()(const SettingsTable&) const { return "a table"; }
    };
    return std::visit(Kind{}, value.of);
}

void SettingsProblems::report(std::size_t line, std::size_t column, Code code, std::string message,
                              Severity severity) {
    found_.push_back({file_, line, column, severity, code, std::move(message)});
}

std::vector<Diagnostic> SettingsProblems::take() {
    const auto place = [](const Diagnostic& of) { return std::tie(of.line, of.column); };
    std::stable_sort(found_.begin(), found_.end(),
                     [&](const auto& a, const auto& b) { return place(a) < place(b); });
    return std::move(found_);
}

void SettingsReader::wrong_type(std::string_view wanted) const {
    problems_.report(
        entry_.value.line, entry_.value.column, Code::wrong_type,
        fmt::format("{} takes {}; this is {}", in_quotes(entry_.key), wanted, kind_of(entry_.value)));
}

void SettingsReader::bad_value(std::string_view message) const {
    problems_.report(entry_.value.line, entry_.value.column, Code::bad_value,
                     fmt::format("{}: {}", in_quotes(entry_.key), message));
}

std::optional<std::string> SettingsReader::text() const {
    const auto* const text = as<std::string>(entry_.value);
    if (text == nullptr) {
        const bool scalar = as<std::int64_t>(entry_.value) != nullptr || as<bool>(entry_.value) != nullptr ||
                            as<double>(entry_.value) != nullptr;
        wrong_type(scalar ? "text: put it in quotes" : "text");
        return std::nullopt;
    }
    if (text->find('\0') == std::string::npos) return *text;
    bad_value("a NUL byte can't be in it");
    return std::nullopt;
}

std::optional<bool> SettingsReader::boolean() const {
    if (const auto* const value = as<bool>(entry_.value)) return *value;
    wrong_type("true or false");
    return std::nullopt;
}

std::optional<std::int64_t> SettingsReader::whole_number(std::int64_t least, std::int64_t most) const {
    const auto* const number = as<std::int64_t>(entry_.value);
    if (number == nullptr) {
        wrong_type("a whole number");
        return std::nullopt;
    }
    if (*number >= least && *number <= most) return *number;
    bad_value(fmt::format("{} is not from {} to {}", *number, least, most));
    return std::nullopt;
}

std::optional<double> SettingsReader::number() const {
    if (const auto* const whole = as<std::int64_t>(entry_.value)) return static_cast<double>(*whole);
    if (const auto* const number = as<double>(entry_.value)) return *number;
    wrong_type("a number");
    return std::nullopt;
}

std::optional<std::vector<std::string>> SettingsReader::texts() const {
    const auto* const list = as<SettingsList>(entry_.value);
    if (list == nullptr) {
        wrong_type("a list of texts: [\"…\"]");
        return std::nullopt;
    }
    std::vector<std::string> texts;
    for (const auto& value : *list) {
        const SettingsEntry item{entry_.key, entry_.line, entry_.column, value};
        if (auto text = SettingsReader{item, problems_}.text()) texts.push_back(std::move(*text));
    }
    if (texts.size() != list->size()) return std::nullopt;
    return texts;
}

std::optional<std::vector<std::int64_t>> SettingsReader::whole_numbers(std::int64_t least,
                                                                       std::int64_t most) const {
    const auto* const list = as<SettingsList>(entry_.value);
    if (list == nullptr) {
        wrong_type("a list of whole numbers: [0, 143]");
        return std::nullopt;
    }
    std::vector<std::int64_t> numbers;
    for (const auto& value : *list) {
        const SettingsEntry item{entry_.key, entry_.line, entry_.column, value};
        if (const auto number = SettingsReader{item, problems_}.whole_number(least, most))
            numbers.push_back(*number);
    }
    if (numbers.size() != list->size()) return std::nullopt;
    return numbers;
}

std::optional<Duration> SettingsReader::duration() const {
    std::string text;
    if (const auto* const written = as<std::string>(entry_.value)) {
        text = *written;
    } else if (const auto* const seconds = as<std::int64_t>(entry_.value)) {
        text = std::to_string(*seconds);
    } else if (const auto* const part = as<double>(entry_.value)) {
        text = fmt::format("{}", *part);
    } else {
        wrong_type("a time: \"30s\", or seconds");
        return std::nullopt;
    }
    const auto duration = parse_duration(text);
    if (duration) return *duration;
    bad_value(duration.error().message + (duration.error().hint.empty() ? "" : "; " + duration.error().hint));
    return std::nullopt;
}

std::optional<int> SettingsReader::signal() const {
    const auto* const name = as<std::string>(entry_.value);
    if (name == nullptr) {
        wrong_type("the name of a signal: \"TERM\"");
        return std::nullopt;
    }
    if (const auto number = signal_number(*name)) return *number;
    bad_value(fmt::format("{} is no signal; \"TERM\", \"INT\", \"QUIT\" are some", in_quotes(*name)));
    return std::nullopt;
}

std::optional<std::size_t> SettingsReader::word(const std::vector<std::string>& words) const {
    const auto* const text = as<std::string>(entry_.value);
    if (text == nullptr) {
        wrong_type("one of " + list_of(words));
        return std::nullopt;
    }
    const auto found = std::find(words.begin(), words.end(), *text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    const auto near = closest(*text, words);
    bad_value(near.empty() ? fmt::format("{} is none of {}", in_quotes(*text), list_of(words))
                           : fmt::format("{} is unknown; did you mean \"{}\"?", in_quotes(*text), near));
    return std::nullopt;
}

std::optional<SignalScope> SettingsReader::scope() const {
    const auto place = word({"auto", "group", "main"});
    if (!place) return std::nullopt;
    return *place == 0 ? SignalScope::automatic : *place == 1 ? SignalScope::group : SignalScope::leader;
}

const SettingsTable* SettingsReader::table() const {
    const auto* const table = as<SettingsTable>(entry_.value);
    if (table == nullptr) wrong_type("a table");
    return table;
}

} // namespace ganger::core
