#include "instances.hpp"

#include "client.hpp"
#include "commands.hpp"
#include "exit_codes.hpp"
#include "refusal.hpp"
#include "render.hpp"

#include <ganger/control/instances_progress.hpp>
#include <ganger/core/duration.hpp>
#include <ganger/core/text.hpp>
#include <ganger/os/clock.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace ganger::cli {

namespace {

using namespace std::chrono_literals;
using control::InstanceVerb;

constexpr auto between_looks = 50ms;
constexpr auto between_words = 1s;
constexpr auto for_its_socket = 2s; // it has its lock first

std::string_view path_of(InstanceVerb verb) {
    switch (verb) {
    case InstanceVerb::start:
        return "/v1/start";
    case InstanceVerb::stop:
        return "/v1/stop";
    case InstanceVerb::restart:
        return "/v1/restart";
    case InstanceVerb::scale:
        return "/v1/scale";
    }
    return {};
}

// How long it waits, and how its answer looks.
struct Manner {
    bool json = false;
    bool waits = true;
    std::optional<core::Duration> timeout;
};

template <class Options>
tl::expected<Manner, Refusal> manner_of(const Options& options, bool json) {
    Manner manner{json, !options.no_wait, {}};
    if (!options.wait_timeout) return manner;
    const auto timeout = core::parse_duration(*options.wait_timeout);
    if (!timeout)
        return tl::unexpected(Refusal{
            bad_input, "usage", {"--wait-timeout: " + timeout.error().message, timeout.error().hint}});
    manner.timeout = *timeout;
    return manner;
}

tl::expected<control::Progress, Refusal> look(const core::KnownApp& app, InstanceVerb verb,
                                              const control::InstancesAsked& asked) {
    const auto document = ask(app, {"GET", "/v1/processes", {}});
    if (!document) {
        if (document.error().status != no_app_runs) return tl::unexpected(document.error());
        return tl::unexpected(
            Refusal{failed,
                    "not-come-about",
                    {app.identity.name + " has ended meanwhile", "its last line tells why"}});
    }
    const auto report = control::read_processes_report(*document);
    if (!report) return tl::unexpected(Refusal{failed, "no-sense", report.error()});
    if (report->app.state == "stopping")
        return tl::unexpected(
            Refusal{failed, "not-come-about", {app.identity.name + " is stopping meanwhile", {}}});
    return control::progress_of(verb, asked, *report);
}

tl::expected<control::Progress, Refusal> await(const core::KnownApp& app, InstanceVerb verb,
                                               const control::InstancesAsked& asked, const Manner& manner) {
    const auto begin = os::now().monotonic;
    auto word_at = begin + between_words;
    for (;;) {
        auto progress = look(app, verb, asked);
        if (!progress || !manner.waits) return progress;
        if (!progress->failures.empty())
            return tl::unexpected(Refusal{failed,
                                          "not-come-about",
                                          {fmt::format("{}", fmt::join(progress->failures, "; ")),
                                           "the app's output tells more; ganger ps shows what runs"}});
        if (progress->awaited.empty()) return progress;
        const auto now = os::now().monotonic;
        if (manner.timeout && now - begin >= *manner.timeout)
            return tl::unexpected(
                Refusal{failed,
                        "timeout",
                        {fmt::format("{} did not come so far in time", fmt::join(progress->awaited, ", ")),
                         "what was asked for goes on"}});
        if (now >= word_at) {
            word_at += between_words;
            tell(Error{fmt::format("waiting for {}", fmt::join(progress->awaited, ", ")), {}});
        }
        os::rest(between_looks);
    }
}

std::string result_text(const control::InstancesAsked& asked, const control::Progress& progress) {
    std::vector<std::string> words;
    for (const auto& [type, count] : asked.formation) words.push_back(fmt::format("{}={}", type, count));
    for (const auto& instance : progress.concerned.instances) {
        auto text = fmt::format("{} {}", instance.name.text(), instance.state);
        if (instance.state != "ready" && instance.last_end) text += ": " + instance.last_end->reason;
        words.push_back(std::move(text));
    }
    return fmt::format("{}\n", fmt::join(words, "\n"));
}

int perform(const core::KnownApp& app, const control::CommandInstances& command, const Manner& manner) {
    const auto all = command.names.empty() && command.changes.empty();
    const auto document = ask(
        app, {"POST", std::string{path_of(command.verb)}, all ? std::string{} : control::to_json(command)});
    if (!document) return refuse(document.error(), manner.json);
    const auto asked = control::read_instances_asked(*document);
    const auto progress = await(app, command.verb, asked, manner);
    if (!progress) return refuse(progress.error(), manner.json);
    if (manner.json)
        fmt::print("{}\n", control::to_json(progress->concerned));
    else
        fmt::print("{}", result_text(asked, *progress));
    return std::fflush(stdout) == 0 ? ok : failed;
}

int perform(const FileOptions& files, const control::CommandInstances& command, const Manner& manner) {
    const auto app = find_app(files);
    if (!app) return refuse(app.error(), manner.json);
    return perform(*app, command, manner);
}

} // namespace

bool adds_to_running(const StartOptions& options) {
    return !options.types.empty() && !options.habits.numbering;
}

int start_in_running(const StartOptions& options, const Error& taken, bool json) {
    const auto manner = manner_of(options, json);
    if (!manner) return refuse(manner.error(), json);
    control::CommandInstances command{InstanceVerb::start, {}, {}};
    for (const auto& word : options.types) {
        if (auto change = core::read_count_change(word); change && change->way == core::CountChange::Way::to)
            command.changes.push_back(std::move(*change));
        else
            command.names.push_back(word);
    }
    auto app = find_app(options.files);
    const auto until = os::now().monotonic + for_its_socket;
    while (!app && app.error().code == not_running && os::now().monotonic < until) {
        os::rest(between_looks);
        app = find_app(options.files);
    }
    if (app) return perform(*app, command, *manner);
    const bool unseen = app.error().status == no_app_runs; // without a socket, or it may not be asked
    return refuse(unseen ? Refusal{runs_already, "runs-already", taken} : app.error(), json);
}

int stop_instances(const StopOptions& options) {
    const auto manner = manner_of(options, options.json);
    if (!manner) return refuse(manner.error(), options.json);
    return perform(options.files, {InstanceVerb::stop, options.names, {}}, *manner);
}

int restart(const RestartOptions& options) {
    const auto manner = manner_of(options, options.json);
    if (!manner) return refuse(manner.error(), options.json);
    return perform(options.files, {InstanceVerb::restart, options.names, {}}, *manner);
}

int scale(const ScaleOptions& options) {
    const auto manner = manner_of(options, options.json);
    if (!manner) return refuse(manner.error(), options.json);
    control::CommandInstances command{InstanceVerb::scale, {}, {}};
    for (const auto& word : options.names) {
        auto change = core::read_count_change(word);
        if (!change)
            return refuse({bad_input,
                           "usage",
                           {fmt::format("{} is no number of a type", core::in_quotes(word)),
                            "for example: ganger scale web=3 worker+1 worker-1"}},
                          options.json);
        const auto is_same = [&](const auto& other) { return other.type == change->type; };
        if (std::any_of(command.changes.begin(), command.changes.end(), is_same))
            return refuse({bad_input,
                           "usage",
                           {fmt::format("'{}' is given twice", change->type), "name each type once"}},
                          options.json);
        command.changes.push_back(std::move(*change));
    }
    if (command.changes.empty())
        return refuse({bad_input, "usage", {"scale what?", "for example: ganger scale web=3 worker+1"}},
                      options.json);
    return perform(options.files, command, *manner);
}

} // namespace ganger::cli
