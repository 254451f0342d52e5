#include "client.hpp"
#include "commands.hpp"
#include "completion.hpp"
#include "exit_codes.hpp"
#include "files.hpp"

#include <ganger/control/processes_report.hpp>
#include <ganger/core/text.hpp>
#include <ganger/os/environment.hpp>
#include <ganger/os/files.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string_view>

namespace ganger::cli {

namespace {

// The answer's first line, by which packaging/completions know what else to offer.
std::string_view offer_text(Offer offer) {
    switch (offer) {
    case Offer::words:
    case Offer::types:
    case Offer::types_with_count:
        return "words";
    case Offer::files:
        return "files";
    case Offer::folders:
        return "folders";
    case Offer::commands:
        return "commands";
    }
    return "";
}

std::optional<std::string> value_of(std::string_view name) {
    for (const auto& [key, value] : os::inherited_environment())
        if (key == name && !value.empty()) return value;
    return std::nullopt;
}

// As it was typed: the shell has not yet expanded it.
std::string without_tilde(const std::string& path) {
    if (path != "~" && !path.starts_with("~/")) return path;
    return value_of("HOME").value_or("") + path.substr(1);
}

std::optional<std::string> typed_path(const Completion& completion, std::string_view option,
                                      std::string_view variable) {
    const auto typed = completion.options.find(option);
    return typed == completion.options.end() ? value_of(variable) : without_tilde(typed->second);
}

// Whatever is wrong with the files, TAB is not the moment to say so; and a FIFO would have to be waited for.
core::Procfile procfile_of(const Completion& completion) {
    FileOptions options;
    options.procfile = typed_path(completion, "--procfile", "GANGER_PROCFILE");
    options.root = typed_path(completion, "--root", "GANGER_ROOT");
    options.env.emplace();
    options.settings = "/dev/null";
    const auto path = options.procfile ? *options.procfile : options.root.value_or(".") + "/Procfile";
    if (os::kind_of(path) != os::FileKind::file) return {};
    auto files = read_app_files(options, {});
    return files && files->procfile ? std::move(*files->procfile) : core::Procfile{};
}

// On one line, and without what would do something to a terminal.
std::string in_short(std::string_view text) {
    const auto quoted = core::in_quotes(text);
    return quoted.substr(1, quoted.size() - 2);
}

void print_types(const Completion& completion) {
    const std::string_view after = completion.offer == Offer::types_with_count ? "=" : "";
    const auto& named = completion.named;
    for (const auto& entry : procfile_of(completion)) {
        if (!entry.type.starts_with(completion.fragment)) continue;
        if (std::find(named.begin(), named.end(), entry.type) != named.end()) continue;
        fmt::print("{}{}{}\t{}\n", completion.kept, entry.type, after, in_short(entry.command));
    }
}

bool takes_instances(std::string_view verb) {
    return verb == "stop" || verb == "restart" || verb == "signal" || verb == "logs" || verb == "env";
}

// Of the app that runs, if it is quick to answer.
void print_instances(const Completion& completion) {
    FileOptions options;
    options.procfile = typed_path(completion, "--procfile", "GANGER_PROCFILE");
    options.root = typed_path(completion, "--root", "GANGER_ROOT");
    options.name = typed_path(completion, "--name", "GANGER_NAME");
    const auto app = find_app(options);
    const auto document = app ? ask(*app, {"GET", "/v1/processes", {}}, std::chrono::milliseconds{300})
                              : tl::unexpected(app.error());
    if (!document) return;
    const auto report = control::read_processes_report(*document);
    if (!report) return;
    const auto& named = completion.named;
    for (const auto& instance : report->instances) {
        const auto name = instance.name.text();
        const bool is_there = std::find(named.begin(), named.end(), name) != named.end();
        if (name.starts_with(completion.fragment) && !is_there)
            fmt::print("{}{}\t{}\n", completion.kept, name, in_short(instance.state));
    }
}

} // namespace

// Line 1: what else to offer; line 2: how much of the word stays; then candidates with their descriptions.
int completion(const CompletionQuery& query) {
    const auto completion = complete(query.outline, query.words);
    fmt::print("{}\n{}\n", offer_text(completion.offer), completion.kept);
    for (const auto& [word, description] : completion.candidates) fmt::print("{}\t{}\n", word, description);
    const auto offer = completion.offer;
    if (offer == Offer::types || offer == Offer::types_with_count || offer == Offer::commands)
        print_types(completion);
    if (offer == Offer::types && takes_instances(completion.verb)) print_instances(completion);
    return std::fflush(stdout) == 0 ? ok : failed;
}

} // namespace ganger::cli
