#include "messages.hpp"

#include <ganger/core/signal_name.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace ganger::core::messages {

namespace {

bool is_zero(const Ending& ending) {
    return ending == Ending{Exited{0}};
}

std::string ordinal(unsigned number) {
    const auto tens = number % 100;
    const auto* suffix = "th";
    if (tens < 11 || tens > 13)
        suffix = number % 10 == 1 ? "st" : number % 10 == 2 ? "nd" : number % 10 == 3 ? "rd" : "th";
    return fmt::format("{}{}", number, suffix);
}

} // namespace

std::string list(const std::vector<std::string>& names) {
    const auto shown = std::min(names.size(), list_limit);
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > shown) text += fmt::format(" and {} more", names.size() - shown);
    return text;
}

std::string seconds(Duration duration) {
    const auto tenths = std::chrono::round<std::chrono::duration<std::int64_t, std::deci>>(duration).count();
    return tenths % 10 == 0 ? fmt::format("{} s", tenths / 10)
                            : fmt::format("{}.{} s", tenths / 10, tenths % 10);
}

std::string started(const SupervisedInstance& instance) {
    auto text = instance.name.text() + " started";
    if (instance.policy.listens && instance.port) text += fmt::format(" on port {}", *instance.port);
    return text;
}

std::string ended_unasked(const SupervisedInstance& instance, const Ending& ending) {
    auto text = instance.name.text() + " " + describe(ending);
    if (instance.policy.listens && is_zero(ending)) text += ", though it is expected to listen";
    return text;
}

std::string starts_again(const SupervisedInstance& instance, const Ending& ending, Duration delay,
                         const Tries& tries) {
    const auto wait = seconds(delay);
    auto text = fmt::format("{}; starts again {}", ended_unasked(instance, ending),
                            wait == "0 s" ? "at once" : "in " + wait);
    std::string more;
    if (tries.in_row() > 1) more = fmt::format("{} time", ordinal(tries.in_row()));
    if (tries.untold() > 0)
        more += fmt::format("{}{} before were not told", more.empty() ? "" : "; ", tries.untold());
    else if (tries.goes_quiet())
        more += fmt::format("{}told once a minute from now on", more.empty() ? "" : "; ");
    return more.empty() ? text : fmt::format("{} ({})", text, more);
}

std::string given_up(const SupervisedInstance& instance, const Ending& ending, bool success) {
    const auto& most = instance.policy.max_restarts;
    return fmt::format("{}; {} {} times within {}: given up", ended_unasked(instance, ending),
                       success ? "ended" : "failed", most.count + 1, seconds(most.within));
}

std::string final_end(const std::string& text, bool success, StartedBy by) {
    return by == StartedBy::app || success ? text : text + " (a command had started it: the others go on)";
}

std::string ended_asked(const SupervisedInstance& instance, const Ending& ending) {
    const auto* signaled = std::get_if<Signaled>(&ending);
    if (signaled != nullptr && signaled->signal == instance.policy.stop_signal)
        return fmt::format("{} ended by {}", instance.name.text(), signal_name(signaled->signal));
    return instance.name.text() + " " + describe(ending);
}

std::string killed(const SupervisedInstance& instance, Duration grace) {
    return fmt::format("{} did not end within {}: SIGKILL", instance.name.text(), seconds(grace));
}

std::string left_behind(const SupervisedInstance& instance, const std::vector<std::string>& names,
                        bool daemonised) {
    auto text = fmt::format("{} left {} {} behind: {}; stopping {}", instance.name.text(), names.size(),
                            names.size() == 1 ? "process" : "processes", list(names),
                            names.size() == 1 ? "it" : "them");
    if (daemonised) text += " (did it put itself into the background? It has to run in the foreground here)";
    return text;
}

std::string remnants_killed(const SupervisedInstance& instance, const std::vector<std::string>& names,
                            Duration grace) {
    return fmt::format("{}: {} did not end within {}: SIGKILL", instance.name.text(), list(names),
                       seconds(grace));
}

std::string stuck(const SupervisedInstance& instance) {
    return fmt::format("{} does not end, not even by SIGKILL; given up", instance.name.text());
}

std::string remnants_stuck(const SupervisedInstance& instance, const std::vector<std::string>& names) {
    return fmt::format("{}: {} did not end, not even by SIGKILL; given up", instance.name.text(),
                       list(names));
}

std::string stopped_by(std::string_view reason) {
    return fmt::format("stopped{} {}", reason.starts_with("SIG") ? " by" : ":", reason);
}

std::string stopping(std::string_view because, const std::vector<std::string>& names) {
    std::string text{because};
    text += because.empty() ? "stopping" : ": stopping";
    return names.empty() ? text : text + " " + list(names);
}

std::string already_stopping(std::string_view reason, std::string_view key) {
    return fmt::format("{}: stopping already; {} again: SIGKILL now", reason, key);
}

std::string killing_now(std::string_view reason, const std::vector<std::string>& names) {
    return fmt::format("{} again: SIGKILL to {} now", reason, list(names));
}

std::string waiting(const std::vector<std::string>& names, Duration until_kill, std::string_view key,
                    bool asked) {
    return fmt::format("waiting for {} to end; SIGKILL in {} ({} {}: now)", list(names),
                       seconds(std::chrono::ceil<std::chrono::seconds>(until_kill)), key,
                       asked ? "again" : "twice");
}

std::string waiting_after_kill(const std::vector<std::string>& names, Duration until_given_up) {
    const auto left = std::chrono::round<std::chrono::seconds>(until_given_up);
    return fmt::format("waiting for {} to end after SIGKILL; given up in {}", list(names),
                       left.count() == 0 ? "less than 1 s" : seconds(left));
}

std::string strays_found(const std::vector<std::string>& names) {
    return fmt::format("left behind by no process of ours that still runs: {}; stopping {}", list(names),
                       names.size() == 1 ? "it" : "them");
}

std::string strays_killed(const std::vector<std::string>& names) {
    return fmt::format("{} did not end in time: SIGKILL", list(names));
}

std::string strays_stuck(const std::vector<std::string>& names) {
    return fmt::format("{} did not end, not even by SIGKILL; given up", list(names));
}

std::string no_pty(std::string_view why) {
    return fmt::format(
        "cannot open a pty: {}; the processes write into pipes (pty = \"never\" asks for none)", why);
}

std::string last_line(int status, std::string_view reason) {
    return fmt::format("exit {}: {}", status, reason);
}

} // namespace ganger::core::messages
