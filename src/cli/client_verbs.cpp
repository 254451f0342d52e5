#include "client_verbs.hpp"

#include <CLI/CLI.hpp>

namespace ganger::cli {

ClientVerbs::ClientVerbs(CLI::App& app)
    : ps_verb_(app.add_subcommand("ps", "what runs of the app, since when, and how it ended")),
      stop_verb_(app.add_subcommand("stop", "stop the app that runs, and wait until it has ended")),
      signal_verb_(app.add_subcommand("signal", "send a signal to what runs under a name")) {
    constexpr auto about_json = "one JSON document on stdout";
    ps_verb_->add_flag("--all", ps_.all, "all apps that run, one a line");
    ps_verb_->add_flag("--json", ps_.json, about_json);
    stop_verb_->add_flag("--json", stop_.json, about_json);
    signal_verb_->add_option("signal", signal_.signal, "HUP, SIGHUP or 1")->type_name("SIGNAL");
    signal_verb_->add_option("names", signal_.names, "types, or single instances")->type_name("TYPE");
    signal_verb_->add_flag("--json", signal_.json, about_json);
}

std::optional<Command> ClientVerbs::typed(const FileOptions& files) const {
    const auto with = [&](auto options) {
        options.files = files;
        return Command(std::move(options));
    };
    if (ps_verb_->parsed()) return with(ps_);
    if (stop_verb_->parsed()) return with(stop_);
    if (signal_verb_->parsed()) return with(signal_);
    return std::nullopt;
}

std::optional<Error> refused_word(const VerbOutline* verb, std::string_view word) {
    if (verb == nullptr || verb->name != "stop" || word.starts_with('-')) return std::nullopt;
    return Error{"stop takes no names in this version: it stops the whole app",
                 "'ganger signal TERM NAME' sends a signal to what runs under a name"};
}

} // namespace ganger::cli
