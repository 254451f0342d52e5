#include "settings_process.hpp"

#include "settings_table.hpp"

#include <ganger/core/signal_name.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <csignal>
#include <limits>

namespace ganger::core {

namespace {

constexpr std::int64_t first_nice = -20;
constexpr std::int64_t last_nice = 19;
constexpr std::int64_t largest_oom_score_adj = 1000;
constexpr std::int64_t largest_id = 4294967294;
constexpr unsigned largest_umask = 0777;

constexpr std::string_view sample_of_limit = "a whole number, \"unlimited\", or { soft = 1024, hard = 4096 }";

// USR2 is kept for opening log files anew.
bool can_be_forwarded(int signal) {
    return signal == SIGUSR1 || (signal >= SIGRTMIN && signal <= SIGRTMAX);
}

std::optional<std::uint64_t> read_amount(const SettingsReader& value) {
    if (const auto* const word = std::get_if<std::string>(&value.entry().value.of)) {
        if (*word == "unlimited") return unlimited;
        value.bad_value(fmt::format("{} is no limit; it takes {}", in_quotes(*word), sample_of_limit));
        return std::nullopt;
    }
    const auto amount = value.whole_number(0, std::numeric_limits<std::int64_t>::max());
    if (!amount) return std::nullopt;
    return static_cast<std::uint64_t>(*amount);
}

void read_soft_and_hard(const SettingsReader& value, LimitSetting& limit) {
    using Reader = const SettingsReader&;
    using Of = LimitSetting&;
    static const std::vector<SubKey<LimitSetting>> keys{
        {"soft", [](Reader key, Of of) { of.soft = read_amount(key); }},
        {"hard", [](Reader key, Of of) { of.hard = read_amount(key); }},
    };
    if (!read_table(value, keys, {}, limit, value.problems())) return;
    if (limit.soft && limit.hard && *limit.soft > *limit.hard) value.bad_value("soft is more than hard");
}

void read_limit(const SettingsReader& value, LimitSettings& limits) {
    LimitSetting limit;
    if (std::holds_alternative<SettingsTable>(value.entry().value.of)) {
        read_soft_and_hard(value, limit);
    } else if (std::holds_alternative<std::string>(value.entry().value.of) ||
               std::holds_alternative<std::int64_t>(value.entry().value.of)) {
        limit.soft = limit.hard = read_amount(value);
    } else {
        value.wrong_type(sample_of_limit);
    }
    limits[*limit_named(value.entry().key)] = limit;
}

// Of a user or a group: a name, or a number.
std::optional<std::string> read_name(const SettingsReader& value) {
    if (std::holds_alternative<std::int64_t>(value.entry().value.of)) {
        const auto number = value.whole_number(0, largest_id);
        return number ? std::optional{std::to_string(*number)} : std::nullopt;
    }
    const auto* const name = std::get_if<std::string>(&value.entry().value.of);
    if (name == nullptr) {
        value.wrong_type("a name or a number");
    } else if (name->empty() || name->find_first_of(std::string_view{":/ \t\n\0", 6}) != std::string::npos) {
        value.bad_value(name->find(':') == std::string::npos
                            ? fmt::format("{} can't be a name", in_quotes(*name))
                            : "the group has a key of its own: group = \"…\"");
    } else {
        return *name;
    }
    return std::nullopt;
}

} // namespace

void read_dir(const SettingsReader& value, TypeSettings& type, SettingsProblems&) {
    const auto folder = value.text();
    if (!folder) return;
    if (folder->empty()) return value.bad_value("a folder has a name; \".\" is the root");
    type.process.folder = *folder;
}

void read_forward(const SettingsReader& value, TypeSettings& type, SettingsProblems&) {
    const auto names = value.texts();
    if (!names) return;
    type.forward.clear();
    for (const auto& name : *names) {
        const auto signal = signal_number(name);
        if (!signal)
            value.bad_value(fmt::format("{} is no signal", in_quotes(name)));
        else if (!can_be_forwarded(*signal))
            value.bad_value(
                fmt::format("{} means something to ganger or to the kernel; USR1 and RTMIN to RTMAX can "
                            "be passed on (ganger signal sends any)",
                            signal_name(*signal)));
        else
            type.forward.insert(*signal);
    }
}

void read_group(const SettingsReader& value, TypeSettings& type, SettingsProblems&) {
    if (auto name = read_name(value)) type.group = std::move(name);
}

void read_control_group(const SettingsReader& value, ControlSettings& control, SettingsProblems&) {
    if (auto name = read_name(value)) control.group = std::move(name);
}

void read_limits(const SettingsReader& value, TypeSettings& type, SettingsProblems& problems) {
    static const std::vector<SubKey<LimitSettings>> keys = [] {
        std::vector<SubKey<LimitSettings>> all;
        for (const auto& name : limit_names()) all.push_back({name, read_limit});
        return all;
    }();
    read_table(value, keys, "{ nofile = 8192, core = 0 }", type.process.limits, problems);
}

void read_nice(const SettingsReader& value, TypeSettings& type, SettingsProblems&) {
    if (const auto nice = value.whole_number(first_nice, last_nice))
        type.process.nice = static_cast<int>(*nice);
}

void read_oom_score_adj(const SettingsReader& value, TypeSettings& type, SettingsProblems&) {
    if (const auto score = value.whole_number(-largest_oom_score_adj, largest_oom_score_adj))
        type.process.oom_score_adj = static_cast<int>(*score);
}

void read_umask(const SettingsReader& value, TypeSettings& type, SettingsProblems&) {
    const auto* const digits = std::get_if<std::string>(&value.entry().value.of);
    if (digits == nullptr) return value.wrong_type("octal digits in quotes: \"0027\"");
    const auto is_octal = [](char c) { return c >= '0' && c <= '7'; };
    unsigned mask = 0;
    bool fits = !digits->empty();
    for (const char c : *digits) {
        fits = fits && is_octal(c);
        if (fits) mask = mask * 8 + static_cast<unsigned>(c - '0');
        fits = fits && mask <= largest_umask;
    }
    if (!fits)
        return value.bad_value(fmt::format("{} is not from \"0000\" to \"0777\", octal", in_quotes(*digits)));
    type.process.umask = mask;
}

void read_user(const SettingsReader& value, TypeSettings& type, SettingsProblems&) {
    if (auto name = read_name(value)) type.user = std::move(name);
}

} // namespace ganger::core
