// What can be typed, as values: every verb, every option, and what these take. Made from the description that
// the parser works with, so that nothing made from it can go stale. Pure.
#pragma once

#include <ganger/core/result.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::cli {

struct OptionOutline {
    std::vector<std::string> names; // "-f", "--procfile"; the last is the long one
    std::string description;
    std::string value; // as in the help: "FILE", "auto|always|never"; empty: it takes none
};

struct VerbOutline {
    std::string name;
    std::string description;
    std::vector<OptionOutline> options;
    std::vector<std::string> arguments; // "TYPE[=N]"; the last may be repeated
};

struct Outline {
    std::vector<OptionOutline> options; // of every verb
    std::vector<VerbOutline> verbs;
};

// --name=value, or -nvalue.
struct TypedOption {
    std::string name;
    std::optional<std::string> value;
};
TypedOption split_option(const std::string& word);

const VerbOutline* find_verb(const Outline& outline, std::string_view name);
// Of this verb, or of every verb; without one of any: a verb's options may stand before it.
const OptionOutline* find_option(const Outline& outline, const VerbOutline* verb, std::string_view name);

// Where the verb stands: the first word that is no option and no value of one; nowhere: behind an unknown
// option.
std::optional<std::size_t> place_of_verb(const Outline& outline, const std::vector<std::string>& words);

// What is said of a word that nothing takes.
Error unknown_word(const Outline& outline, const VerbOutline* verb, const std::string& word);

} // namespace ganger::cli
