#include "singleton.hpp"

#include <ganger/core/formation.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace ganger::core {

namespace {

using Words = std::vector<std::string_view>;
using Position = Words::const_iterator;

constexpr std::array<std::string_view, 5> singleton_types{"beat", "clock", "clockwork", "scheduler", "cron"};

// Options of celery itself whose value is the next word: `celery -A beat worker` runs a worker.
constexpr std::array<std::string_view, 8> options_with_value{
    "-A", "--app", "-b", "--broker", "--result-backend", "--loader", "--config", "--workdir"};

template <class Names>
bool contains(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// The words of a command as far as this question needs them: quotes are dropped, so that `sh -c "celery
// beat"` is seen too; operators are words of their own.
Words words_of(std::string_view command) {
    constexpr std::string_view between = " \t\n'\"";
    constexpr std::string_view operators = ";&|()";
    Words words;
    std::size_t at = 0;
    while ((at = command.find_first_not_of(between, at)) != std::string_view::npos) {
        std::size_t end = at + 1;
        if (operators.find(command[at]) == std::string_view::npos) {
            end = std::min(command.find_first_of(" \t\n'\";&|()", at), command.size());
        }
        words.push_back(command.substr(at, end - at));
        at = end;
    }
    return words;
}

bool is_operator(std::string_view word) {
    return std::string_view{";&|()"}.find(word.front()) != std::string_view::npos;
}

bool is_celery(std::string_view word) {
    return word == "celery" || word.ends_with("/celery");
}

// -B, --beat, or B among flags that take no value (-EB).
bool starts_beat(std::string_view word) {
    if (word == "--beat") return true;
    return word.size() > 1 && word.front() == '-' && word.find('B') != std::string_view::npos &&
           word.find_first_not_of("BDE", 1) == std::string_view::npos;
}

// `from` stands behind the word celery.
std::string celery_reason(Position from, Position end) {
    end = std::find_if(from, end, is_operator);
    while (from != end && from->front() == '-') {
        const bool value_follows = contains(options_with_value, *from);
        ++from;
        if (value_follows && from != end) ++from;
    }
    if (from == end) return {};
    if (*from == "beat") return "its command runs celery beat";
    if (*from == "worker" && std::any_of(from, end, starts_beat))
        return "its command runs a celery worker with beat inside";
    return {};
}

} // namespace

std::string singleton_reason(const ProcfileEntry& entry) {
    if (contains(singleton_types, entry.type)) return fmt::format("its name is '{}'", entry.type);
    const Words words = words_of(entry.command);
    for (auto word = words.begin(); word != words.end(); ++word) {
        if (!is_celery(*word)) continue;
        if (auto reason = celery_reason(word + 1, words.end()); !reason.empty()) return reason;
    }
    return {};
}

bool is_singleton(const ProcfileEntry& entry) {
    return !singleton_reason(entry).empty();
}

} // namespace ganger::core
