#include "text_scan.hpp"

#include <ganger/core/environment_text.hpp>
#include <ganger/core/secrets.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace ganger::core {

namespace {

constexpr std::size_t explanation_column = 40;
constexpr std::size_t width = 100;

bool can_be_a_key(std::string_view name) {
    return !name.empty() && is_word(name.front()) &&
           std::all_of(name.begin(), name.end(), [](char c) { return is_word(c) || c == '.' || c == '-'; });
}

std::string shown_name(const std::string& name) {
    return can_be_a_key(name) ? name : in_quotes(name);
}

// Nothing in it means anything to us, to a shell or to another reader of such files.
bool is_plain(std::string_view value) {
    constexpr std::string_view others = "_-./:@%+,=*?";
    return std::all_of(value.begin(), value.end(), [&](char c) {
        return is_letter(c) || is_digit(c) || others.find(c) != std::string_view::npos;
    });
}

std::string double_quoted(std::string_view value) {
    std::string text = "\"";
    for (const char c : value) {
        if (c == '\r') {
            text += "\\r"; // before a line break it would be dropped
            continue;
        }
        if (c == '"' || c == '\\' || c == '$' || c == '`') text += '\\';
        text += c;
    }
    return text + '"';
}

std::string quoted(std::string_view value) {
    if (is_plain(value)) return std::string{value};
    if (value.find_first_of("'\r") == std::string_view::npos) return fmt::format("'{}'", value);
    return double_quoted(value);
}

// Comment lines: a heading, then the names.
std::string list_of_names(std::string_view heading, const std::vector<std::string>& names) {
    if (names.empty()) return {};
    std::string text = fmt::format("# {}\n", heading);
    std::string line;
    for (const auto& name : names) {
        if (!line.empty() && line.size() + name.size() + 2 > width) {
            text += line + ",\n";
            line.clear();
        }
        line += (line.empty() ? "#   " : ", ") + name;
    }
    return text + line + '\n';
}

std::string explained(std::string line, const Variable& variable) {
    const auto last = line.rfind('\n') + 1; // npos + 1 is 0
    const auto length = line.size() - last;
    line.append(length < explanation_column ? explanation_column - length : 1, ' ');
    return line + "# " + explanation(variable);
}

} // namespace

std::string dotenv_assignment(std::string_view name, std::string_view value) {
    if (can_be_a_key(name)) return fmt::format("{}={}", name, quoted(value));
    return fmt::format("# {} is set, too; a .env can't hold that name", in_quotes(name));
}

std::string explanation(const Variable& variable) {
    std::string text = origin_text(origin_of(variable));
    for (std::size_t index = 0; index < variable.hides.size(); ++index)
        text += (index == 0 ? ", hides " : ", ") + origin_text(variable.hides[index]);
    return text;
}

bool is_merely_inherited(const Variable& variable) {
    return variable.origin == OriginKind::inherited && variable.hides.empty();
}

ShownEnvironment as_shown(Environment environment, Secrets secrets) {
    ShownEnvironment shown{std::move(environment), {}};
    if (secrets == Secrets::shown) return shown;
    for (auto& [name, variable] : shown.variables) {
        auto value = without_secrets(name, variable.value);
        if (value == variable.value) continue;
        shown.hidden.insert(name);
        variable.value = std::move(value);
    }
    return shown;
}

std::string environment_text(const ShownEnvironment& environment, EnvironmentForm form) {
    const bool explains = form == EnvironmentForm::explain;
    std::string text;
    std::vector<std::string> hidden;
    std::vector<std::string> inherited;
    for (const auto& [name, variable] : environment.variables) {
        if (explains && is_merely_inherited(variable)) {
            inherited.push_back(shown_name(name));
            continue;
        }
        if (environment.hidden.contains(name)) hidden.push_back(shown_name(name));
        auto line = dotenv_assignment(name, variable.value);
        text += (explains ? explained(std::move(line), variable) : line) + '\n';
    }
    text += list_of_names("from the environment that ganger was started with, unchanged:", inherited);
    return text + list_of_names("hidden (--show-values shows them):", hidden);
}

} // namespace ganger::core
