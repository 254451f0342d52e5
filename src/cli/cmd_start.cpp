#include "app_door.hpp"
#include "app_environment.hpp"
#include "app_lock.hpp"
#include "app_plan.hpp"
#include "commands.hpp"
#include "detached_start.hpp"
#include "drain_options.hpp"
#include "exit_codes.hpp"
#include "files.hpp"
#include "instances.hpp"
#include "leftovers.hpp"
#include "other_name.hpp"
#include "refusal.hpp"
#include "render.hpp"
#include "service_manager.hpp"
#include "set_options.hpp"
#include "stream_options.hpp"

#include <ganger/control/error_report.hpp>
#include <ganger/core/duration.hpp>
#include <ganger/core/failure_text.hpp>
#include <ganger/core/plan.hpp>
#include <ganger/core/text.hpp>
#include <ganger/engine/ports_in_use.hpp>
#include <ganger/engine/run.hpp>
#include <ganger/os/clock.hpp>
#include <ganger/os/log.hpp>
#include <ganger/os/output_target.hpp>
#include <ganger/os/process_group.hpp>
#include <ganger/os/unix_socket.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

namespace ganger::cli {

namespace {

using Errors = std::vector<Error>;

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view{} : value;
}

// Nobody sits at a terminal, and whoever waits in front does not stay to read.
void fit_to_background(core::SupervisorPlan& lives, core::RouterOptions& stream) {
    lives.stop_key = "SIGTERM";
    lives.stops_at_hang_up = false;
    lives.stops_without_reader = false;
    stream.drops_when_stalled = true;
}

std::vector<core::Told> first_words(const AppFiles& files, const core::Plan& plan,
                                    const core::SupervisorPlan& supervised, const HeldApp& held,
                                    const Door& door) {
    std::vector<core::Told> words{{core::Level::info,
                                   fmt::format("profile {} ({}); {}", core::profile_text(files.place.profile),
                                               files.place.why, core::failure_text(supervised)),
                                   {},
                                   core::Topic::profile}};
    if (held.without_lock) words.push_back({core::Level::warning, *held.without_lock, {}});
    if (!os::programs_are_known())
        words.push_back(
            {core::Level::warning,
             "without /proc ganger can't find what processes leave behind: what leaves its session and "
             "ignores SIGTERM survives a stop",
             {}});
    if (auto hidden = about_hidden_variables(files); !hidden.empty())
        words.push_back({core::Level::info, std::move(hidden), {}});
    if (door.without) words.push_back({core::Level::warning, *door.without, {}});
    const auto is_release = [](const auto& of) { return of.type == core::release_type; };
    const auto runs_release = [](const auto& instance) { return instance.name.type == core::release_type; };
    if (std::any_of(files.procfile->begin(), files.procfile->end(), is_release) &&
        std::none_of(plan.instances.begin(), plan.instances.end(), runs_release)) {
        words.push_back({core::Level::info,
                         "release is not started: a phase, not a process (--release runs it first)",
                         {}});
    }
    return words;
}

void add_unread(const std::string& root, std::vector<core::Told>& words) {
    for (const auto& file : options_of_others(root)) {
        words.push_back(
            {core::Level::info,
             fmt::format("{} is not read: ganger.toml and GANGER_ variables set such things", file),
             {}});
    }
}

tl::expected<core::ExitPolicy, Errors> exit_policy(const StartOptions& options, const AppFiles& files,
                                                   const core::Plan& plan) {
    std::optional<core::ExitWhen> when;
    if (options.exit_when && !(when = core::exit_when_named(*options.exit_when))) {
        return tl::unexpected(
            Errors{{fmt::format("--exit-when takes no {}", core::in_quotes(*options.exit_when)),
                    "write any, failure, all or never"}});
    }
    auto policy = core::exit_policy_of(files.settings, files.place.profile, when, options.exit_code_from);
    std::vector<std::string> started;
    for (std::size_t index = plan.first; index < plan.instances.size(); ++index)
        started.push_back(plan.instances[index].name.type);
    if (const auto fits = core::check_code_from(policy, started, files.settings); !fits)
        return tl::unexpected(Errors{fits.error()});
    return policy;
}

// People have them on stderr.
void print_warnings(const AppFiles& files) {
    for (const auto& diagnostic : files.diagnostics)
        fmt::print("{}\n", control::to_record(diagnostic, os::now().wall));
    std::fflush(stdout);
}

// Nothing: it runs already, and there is nothing to be done.
Result<std::optional<HeldApp>> hold(const StartOptions& options, const AppFiles& files,
                                    os::Background* background) {
    if (!options.habits.runs_once) return std::optional<HeldApp>(std::in_place);
    const bool is_whole = options.types.empty() && options.formation.empty();
    if (background != nullptr && is_whole)
        return hold_or_join(files.identity, files.place.profile, files.settings.control.group_id,
                            *background);
    auto held = hold_app(files.identity, files.place.profile, files.settings.control.group_id);
    if (!held) return tl::unexpected(held.error());
    return std::optional<HeldApp>(std::move(*held));
}

Result<std::optional<core::Duration>> stop_timeout_of(const StartOptions& options) {
    if (!options.stop_timeout) return std::nullopt;
    const auto read = core::parse_duration(*options.stop_timeout);
    if (!read) return failure("-t or GANGER_TIMEOUT: " + read.error().message, read.error().hint);
    return *read;
}

int run_app(const StartOptions& options, os::Background* background) {
    Answer answer{options.output.json || options.output.log_format == "json",
                  options.exit_code_from ? own_error : bad_input};
    if (options.log_file && options.log_file->empty())
        return refuse({"usage", {{"--log-file takes no ''", "a file has a name"}}}, answer);
    const auto stop_timeout = stop_timeout_of(options);
    if (!stop_timeout) return refuse({"usage", {stop_timeout.error()}}, answer);
    auto set = read_set_options(options.set);
    if (!set) return refuse({"usage", set.error()}, answer);
    auto read = read_app_files(options.files, std::move(*set));
    if (!read) return refuse({"usage", {read.error()}}, answer);
    const auto files = std::make_shared<AppFiles>(std::move(*read)); // also for what is asked while it runs
    if (files->settings.app.exit_code_from) answer.status = own_error;
    for (const auto& unreadable : files->unreadable) tell(unreadable.error);
    tell(files->diagnostics);
    if (!files->usable()) return refuse_files(*files, answer);
    for (const auto& type : apply(options.habits, options.types, *files->procfile, files->settings))
        os::log_plain(fmt::format("ganger: no process type {} in the Procfile", core::in_quotes(type)));
    const auto held = hold(options, *files, background);
    if (!held && adds_to_running(options)) return start_in_running(options, held.error(), answer.json);
    if (!held) return refuse({"runs-already", {held.error()}}, answer.instead_of_bad_input(runs_already));
    if (!*held) return ok;
    auto output = options.output;
    if (background != nullptr) output.json = false; // that is of whoever is in front
    auto terminals = background != nullptr ? core::OurTerminals{}
                                           : core::OurTerminals{os::is_terminal(0), os::is_terminal(1)};
    terminals.tells_streams_apart = output.json || output.log_format == "json" || goes_to_journal(output);
    auto plan = make_the_plan(options, *files, terminals);
    if (!plan) return refuse(plan.error(), answer);
    if (const auto error = check_open_files(*plan)) return refuse({"open-files", {*error}}, answer);
    auto exit = exit_policy(options, *files, *plan);
    if (!exit) return refuse({"usage", exit.error()}, answer);

    auto place = output_place(files->place.profile);
    if (background != nullptr) place.terminal = false; // nor is it ours
    auto stream = stream_options(output, *files->procfile, *plan, place);
    if (!stream) return refuse({"usage", {stream.error()}}, answer);
    if (const auto log = try_log_file(options, *files); !log)
        return refuse({"log-file", {log.error()}}, answer);
    if (answer.json && background == nullptr) print_warnings(*files);

    auto ground = end_leftovers(*files, *stop_timeout, answer);
    if (ground.status) return *ground.status;
    auto occupied = engine::ports_in_use(plan->instances); // one of those that were ended may have held one
    if (!occupied.empty()) return refuse({"port-in-use", std::move(occupied)}, answer);

    auto door = open_door(files->identity, files->place.profile,
                          background == nullptr ? core::Lifetime::login : core::Lifetime::beyond_login,
                          files->settings.control.group_id);
    auto lives = supervised(*plan, *files, *exit, *stop_timeout);
    if (background != nullptr) fit_to_background(lives, *stream);
    auto words = first_words(*files, *plan, lives, **held, door);
    words.insert(words.end(), ground.words.begin(), ground.words.end());
    if (!options.habits.numbering) add_unread(files->root, words);
    if (background != nullptr) tell_front(files->identity, door, *background);
    const bool at_hand = background == nullptr && files->place.profile == core::Profile::dev;
    auto drains = drain_options(options, *files, *stream, background != nullptr);
    auto service = open_service(files->place.profile, words);
    auto scale = scale_of(options, files, terminals, *plan, lives, *stop_timeout);
    auto explain = explain_of(options, files, terminals, *plan);
    const auto status =
        engine::run({.plan = std::move(*plan),
                     .app_id = core::app_id(files->identity),
                     .supervised = std::move(lives),
                     .stream = std::move(*stream),
                     .drains = std::move(drains),
                     .size_without_terminal = core::size_named(variable("COLUMNS"), variable("LINES")),
                     .empty_input = !at_hand,
                     .suspends = at_hand,
                     .first_words = std::move(words),
                     .service = std::move(service),
                     .folder = std::move(door.folder),
                     .control = std::move(door.listener),
                     .askers = {os::our_user(), files->settings.control.group_id},
                     .scale = std::move(scale),
                     .explain = std::move(explain),
                     .app = {.name = files->app,
                             .root = files->root,
                             .procfile = files->identity.procfile,
                             .profile = std::string(core::profile_text(files->place.profile)),
                             .pid = os::our_pid(),
                             .socket = door.path}});
    if (status) return *status;
    return refuse({"cannot-run", {status.error()}}, answer.instead_of_bad_input(failed));
}

} // namespace

int start(const StartOptions& options) {
    return options.detach ? start_detached(options, run_app) : run_app(options, nullptr);
}

} // namespace ganger::cli
