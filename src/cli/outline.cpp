#include "outline.hpp"

#include "other_verbs.hpp"

#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace ganger::cli {

namespace {

const OptionOutline* find_in(const std::vector<OptionOutline>& options, std::string_view name) {
    const auto found = std::find_if(options.begin(), options.end(), [&](const auto& option) {
        return std::find(option.names.begin(), option.names.end(), name) != option.names.end();
    });
    return found == options.end() ? nullptr : &*found;
}

Error unknown_option(const Outline& outline, const VerbOutline* verb, const std::string& word) {
    if (word == "-c") {
        return {
            "unknown option '-c'",
            "other tools mean different things by it; here -m web=2 is how many of each type, --color always "
            "colours, and essential = false in ganger.toml lets a type die"};
    }
    std::vector<std::string> known;
    const auto collect = [&](const std::vector<OptionOutline>& options) {
        for (const auto& option : options) known.push_back(option.names.back());
    };
    collect(outline.options);
    for (const auto& each : outline.verbs)
        if (verb == nullptr || verb == &each) collect(each.options);
    const auto near = core::closest(split_option(word).name, known);
    return {fmt::format("unknown option {}", core::in_quotes(word)),
            near.empty() ? "ganger --help lists them" : fmt::format("did you mean '{}'?", near)};
}

} // namespace

TypedOption split_option(const std::string& word) {
    if (!word.starts_with("--")) {
        if (word.size() <= 2) return {word, std::nullopt};
        return {word.substr(0, 2), word.substr(2)};
    }
    const auto equals = word.find('=');
    if (equals == std::string::npos) return {word, std::nullopt};
    return {word.substr(0, equals), word.substr(equals + 1)};
}

const VerbOutline* find_verb(const Outline& outline, std::string_view name) {
    const auto& verbs = outline.verbs;
    const auto found =
        std::find_if(verbs.begin(), verbs.end(), [&](const auto& verb) { return verb.name == name; });
    return found == verbs.end() ? nullptr : &*found;
}

const OptionOutline* find_option(const Outline& outline, const VerbOutline* verb, std::string_view name) {
    const auto* own = verb != nullptr ? find_in(verb->options, name) : nullptr;
    if (own != nullptr) return own;
    if (const auto* option = find_in(outline.options, name)) return option;
    if (verb != nullptr) return nullptr;
    for (const auto& each : outline.verbs)
        if (const auto* option = find_in(each.options, name)) return option;
    return nullptr;
}

std::optional<std::size_t> place_of_verb(const Outline& outline, const std::vector<std::string>& words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!words[i].starts_with('-')) return i;
        const auto typed = split_option(words[i]);
        const auto* option = find_option(outline, nullptr, typed.name);
        if (option == nullptr) return std::nullopt;
        if (!option->value.empty() && !typed.value) ++i;
    }
    return std::nullopt;
}

Error unknown_word(const Outline& outline, const VerbOutline* verb, const std::string& word) {
    if (word.starts_with('-')) return unknown_option(outline, verb, word);
    std::vector<std::string> verbs;
    for (const auto& each : outline.verbs) verbs.push_back(each.name);
    return unknown_verb(word, verbs);
}

} // namespace ganger::cli
