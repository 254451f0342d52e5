#include "other_verbs.hpp"

#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ganger::cli {

namespace {

struct OtherVerb {
    std::string_view word;
    std::string_view gangers; // with an option where the verb alone means something else
};

// overmind, hivemind, supervisorctl, heroku, docker compose, process-compose.
constexpr std::array other_verbs{
    OtherVerb{"up", "start"},       OtherVerb{"s", "start"},        OtherVerb{"local", "start"},
    OtherVerb{"down", "stop"},      OtherVerb{"quit", "stop"},      OtherVerb{"kill", "stop"},
    OtherVerb{"shutdown", "stop"},  OtherVerb{"interrupt", "stop"}, OtherVerb{"status", "ps"},
    OtherVerb{"list", "ps"},        OtherVerb{"ls", "ps"},          OtherVerb{"top", "ps"},
    OtherVerb{"tail", "logs -f"},   OtherVerb{"echo", "logs -f"},   OtherVerb{"connect", "attach"},
    OtherVerb{"fg", "attach"},      OtherVerb{"reread", "reload"},  OtherVerb{"update", "reload"},
    OtherVerb{"ps:scale", "scale"}, OtherVerb{"validate", "check"}, OtherVerb{"lint", "check"},
};

struct LaterVerb {
    std::string_view word;
    std::string_view today;
};

constexpr std::array later_verbs{
    LaterVerb{"reload", "ganger stop, then ganger start"},
    LaterVerb{"events", "ganger logs -f ganger"},
    LaterVerb{"attach", ""},
    LaterVerb{"wait", ""},
    LaterVerb{"health", "ask the app itself, at its port"},
    LaterVerb{"metrics", ""},
    LaterVerb{"init", "tini and dumb-init do that"},
    LaterVerb{"upgrade", "ganger stop, then start the new one"},
    LaterVerb{"export", "write a unit whose command is 'ganger start'"},
};

template <class Table>
auto find_word(const Table& table, std::string_view word) {
    return std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.word == word; });
}

bool holds(const std::vector<std::string>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

} // namespace

Error unknown_verb(std::string_view word, const std::vector<std::string>& verbs) {
    const auto* const other = find_word(other_verbs, word);
    const auto gangers = other == other_verbs.end() ? word : other->gangers;
    const auto verb = gangers.substr(0, gangers.find(' '));
    const auto* const later = find_word(later_verbs, verb);
    if (other != other_verbs.end()) {
        auto message = fmt::format("ganger's word for '{}' is '{}'", word, gangers);
        if (holds(verbs, verb)) return {std::move(message), fmt::format("ganger help {}", verb)};
        return {message + ", which is not in this version", std::string(later->today)};
    }
    if (later != later_verbs.end())
        return {fmt::format("'{}' is not in this version", word), std::string(later->today)};
    auto known = verbs;
    for (const auto& verb_to_come : later_verbs) known.emplace_back(verb_to_come.word);
    const auto near = core::closest(word, known);
    return {fmt::format("unknown verb {}", core::in_quotes(word)),
            near.empty() ? "ganger --help lists them" : fmt::format("did you mean '{}'?", near)};
}

} // namespace ganger::cli
