#include "client_verbs.hpp"

#include <CLI/CLI.hpp>

namespace ganger::cli {

ClientVerbs::ClientVerbs(CLI::App& app)
    : ps_verb_(app.add_subcommand("ps", "what runs of the app, since when, and how it ended")) {
    ps_verb_->add_flag("--json", ps_.json, "one JSON document on stdout");
}

std::optional<Command> ClientVerbs::typed(const FileOptions& files) const {
    const auto with = [&](auto options) {
        options.files = files;
        return Command(std::move(options));
    };
    if (ps_verb_->parsed()) return with(ps_);
    return std::nullopt;
}

} // namespace ganger::cli
