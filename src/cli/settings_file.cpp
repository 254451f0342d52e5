#include "settings_file.hpp"

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <cctype>

namespace ganger::cli {

namespace {

core::SettingsTable table_of(const toml::table& table);

core::SettingsValue value_of(const toml::node& node) {
    core::SettingsValue value{node.source().begin.line, node.source().begin.column, core::SettingsDate{}};
    if (const auto* const text = node.as_string()) value.of = text->get();
    if (const auto* const number = node.as_integer()) value.of = number->get();
    if (const auto* const number = node.as_floating_point()) value.of = number->get();
    if (const auto* const truth = node.as_boolean()) value.of = truth->get();
    if (const auto* const table = node.as_table()) value.of = table_of(*table);
    if (const auto* const array = node.as_array()) {
        core::SettingsList list;
        for (const auto& item : *array) list.push_back(value_of(item));
        value.of = std::move(list);
    }
    return value;
}

core::SettingsTable table_of(const toml::table& table) {
    core::SettingsTable entries;
    for (const auto& [key, node] : table) {
        const auto place = key.source().begin;
        entries.push_back({std::string(key.str()), place.line, place.column, value_of(node)});
    }
    return entries;
}

// "Error while parsing key-value pair: expected '=', saw '\n'" without its first words.
std::string in_our_words(std::string_view description) {
    if (description.starts_with("Error while parsing ")) description.remove_prefix(20);
    return "this is no TOML: " + std::string(description);
}

} // namespace

tl::expected<core::SettingsTable, core::Diagnostic> parse_toml(std::string_view bytes,
                                                               const std::string& file) {
    const auto result = toml::parse(bytes);
    if (result) return table_of(result.table());
    const auto place = result.error().source().begin;
    return tl::unexpected(core::Diagnostic{.file = file,
                                           .line = place.line,
                                           .column = place.column,
                                           .code = core::Code::toml_syntax,
                                           .message = in_our_words(result.error().description())});
}

} // namespace ganger::cli
