#include "client_verbs.hpp"

#include <CLI/CLI.hpp>

namespace ganger::cli {

namespace {

constexpr auto about_json = "one JSON document on stdout";

void add_instance_options(CLI::App& verb, InstanceOptions& options, const char* names, const char* name) {
    verb.add_option("names", options.names, names)->type_name(name);
    verb.add_flag("--json", options.json, about_json);
    verb.add_flag("--no-wait", options.no_wait, "say what was asked for, and wait for nothing");
    verb.add_option("--wait-timeout", options.wait_timeout,
                    "wait so long at most (default: until it is known)")
        ->type_name("TIME");
}

void add_logs_options(CLI::App& verb, LogsOptions& options) {
    verb.add_option("names", options.names, "types, single instances, or ganger (default: all)")
        ->type_name("TYPE");
    verb.add_flag("-f,--follow", options.follow, "go on with what comes, until the app has ended");
    verb.add_option("-n,--lines", options.lines, "so many lines of the past (default: 100)")
        ->type_name("N|all");
    verb.add_option("--since", options.since,
                    "no older than this, in seconds; all of them unless -n says less")
        ->type_name("TIME");
    verb.add_option("-g,--grep", options.grep, "only lines that match this; all of them unless -n says less")
        ->type_name("REGEX");
    add_format_options(verb, options.output, "how lines look (default: pretty on a terminal, else plain)");
}

} // namespace

void add_format_options(CLI::App& verb, OutputOptions& options, const std::string& about_formats) {
    verb.add_option("--log-format", options.log_format, about_formats)->type_name("pretty|plain|json|raw");
    verb.add_flag("--json", options.json, "the same as --log-format json");
    verb.add_option("--timestamps", options.timestamps, "local time before each line")
        ->type_name("none|time|ms|iso");
    verb.add_flag("--no-prefix", options.no_prefix, "no names before the lines");
    verb.add_option("--color", options.color, "whether pretty uses colours (default: auto)")
        ->type_name("auto|always|never");
}

ClientVerbs::ClientVerbs(CLI::App& app)
    : ps_verb_(app.add_subcommand("ps", "what runs of the app, since when, and how it ended")),
      stop_verb_(app.add_subcommand(
          "stop", "stop the app that runs, or these of it, and wait until they have ended")),
      restart_verb_(
          app.add_subcommand("restart", "stop these and start them, or all; wait until they are ready")),
      scale_verb_(app.add_subcommand("scale", "run so many of these types; wait until they are ready")),
      signal_verb_(app.add_subcommand("signal", "send a signal to what runs under a name")),
      logs_verb_(app.add_subcommand("logs", "what the app that runs has written; the last 100 lines")) {
    ps_verb_->add_flag("--all", ps_.all, "all apps that run, one a line");
    ps_verb_->add_flag("--json", ps_.json, about_json);
    add_instance_options(*stop_verb_, stop_, "types, or single instances; none: the app", "TYPE");
    add_instance_options(*restart_verb_, restart_, "types, or single instances; none: all", "TYPE");
    add_instance_options(*scale_verb_, scale_, "how many of a type; also TYPE+N and TYPE-N", "TYPE=N");
    signal_verb_->add_option("signal", signal_.signal, "HUP, SIGHUP or 1")->type_name("SIGNAL");
    signal_verb_->add_option("names", signal_.names, "types, or single instances")->type_name("TYPE");
    signal_verb_->add_flag("--json", signal_.json, about_json);
    add_logs_options(*logs_verb_, logs_);
}

std::optional<Command> ClientVerbs::typed(const FileOptions& files) const {
    const auto with = [&](auto options) {
        options.files = files;
        return Command(std::move(options));
    };
    if (ps_verb_->parsed()) return with(ps_);
    if (stop_verb_->parsed()) return with(stop_);
    if (restart_verb_->parsed()) return with(restart_);
    if (scale_verb_->parsed()) return with(scale_);
    if (signal_verb_->parsed()) return with(signal_);
    if (logs_verb_->parsed()) {
        auto options = logs_;
        options.lines_are_typed = logs_verb_->count("--lines") > 0;
        options.files = files;
        return options;
    }
    return std::nullopt;
}

void take_procfile_before_logs(std::vector<std::string>& words, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        if (words[i].starts_with("-f"))
            words[i] = words[i].size() == 2 ? "--procfile" : "--procfile=" + words[i].substr(2);
}

} // namespace ganger::cli
