#include "command_line.hpp"

#include "client_verbs.hpp"
#include "completion_scripts.hpp"
#include "exit_codes.hpp"
#include "version.hpp"
#include "words_of_command.hpp"

#include <ganger/core/text.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace ganger::cli {

namespace {

struct Typed {
    FileOptions files;
    std::vector<std::string> env;
    StartOptions start;
    RunOptions run;
    ExecOptions exec;
    CheckOptions check;
    EnvOptions environment;
    std::string help_verb;
    std::string completion_shell;
};

void add_file_options(CLI::App& app, Typed& typed) {
    app.add_option("-f,--procfile", typed.files.procfile, "the Procfile (default: Procfile in the root)")
        ->type_name("FILE");
    app.add_option("-d,--root", typed.files.root, "the app's root (default: the Procfile's folder)")
        ->type_name("DIR");
    app.add_option("-e,--env", typed.env, "read these instead of .env; a folder: one variable per file")
        ->type_name("FILE[,FILE...]")
        ->delimiter(',')
        ->allow_extra_args(false);
    app.add_option("--settings", typed.files.settings, "the settings (default: ganger.toml in the root)")
        ->type_name("FILE");
    app.add_option("--name", typed.files.name, "the app's name; another one makes it another app")
        ->type_name("NAME");
    app.add_option("--profile", typed.files.profile, "what kind of place this is (default: by what is seen)")
        ->type_name("dev|host|container");
    app.add_flag("--env-override", typed.files.env_override, "let .env win over the environment");
    app.add_flag("--no-expand", typed.files.no_expand, "take $ in env files as text");
}

void add_output_options(CLI::App& verb, OutputOptions& options) {
    add_format_options(
        verb, options,
        "how lines look (default: pretty on a terminal, else plain; in a container raw for one "
        "process, else plain)");
    verb.add_option("--hide", options.hide, "types whose output is not shown")
        ->type_name("TYPE[,TYPE...]")
        ->delimiter(',')
        ->allow_extra_args(false);
    verb.add_flag("--quiet", options.quiet, "of ganger's own lines only errors");
}

CLI::App* add_start(CLI::App& app, Typed& typed) {
    auto* start = app.add_subcommand("start", "run the app in the foreground; with names only these");
    auto& options = typed.start;
    start->add_option("types", options.types, "process types to start, with how many of each")
        ->type_name("TYPE[=N]");
    start->add_option("-m,--formation", options.formation, "how many of each type; the unlisted: 0")
        ->type_name("TYPE=N[,TYPE=N...]")
        ->allow_extra_args(false);
    start->add_option("-p,--port", options.port, "base port (default: PORT, else 5000)")->type_name("PORT");
    start
        ->add_option("-t,--timeout", options.stop_timeout,
                     "from SIGTERM to SIGKILL, in seconds (default: 5; host: 30, container: 25)")
        ->type_name("TIME");
    start
        ->add_option("--exit-when", options.exit_when,
                     "which end of a process ends the app (default: failure)")
        ->type_name("any|failure|all|never");
    start
        ->add_option("--exit-code-from", options.exit_code_from,
                     "end when this type ends, with its code; ganger's own errors: 125")
        ->type_name("TYPE");
    start->add_flag("--release", options.release,
                    "run the release of the Procfile first; if it fails, nothing starts");
    start->add_option("--set", options.set, "a variable that beats every file")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    start->add_flag("--detach", options.detach, "in the background; returns when every process is ready");
    start->add_flag("--no-wait", options.no_wait,
                    "with --detach, or for an app that runs: waits for nothing");
    start->add_option("--wait-timeout", options.wait_timeout, "with --detach: waits so long (default: 60)")
        ->type_name("TIME");
    add_output_options(*start, options.output);
    start->add_option("--log-file", options.log_file, "the stream goes there, too; rotated as it grows")
        ->type_name("FILE");
    return start;
}

CLI::App* add_run(CLI::App& app, Typed& typed) {
    auto* run = app.add_subcommand("run", "run a command in the app's environment; with its exit status");
    auto& options = typed.run;
    run->add_option("command", options.words, "a program, a type of the Procfile, or one line for a shell")
        ->type_name("CMD [ARGS...]");
    run->add_option("--type", options.type, "with the environment and PORT of this type")->type_name("TYPE");
    run->add_option("-p,--port", options.port, "base port (default: PORT, else 5000)")->type_name("PORT");
    run->add_option("--set", options.set, "a variable that beats every file")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    return run;
}

CLI::App* add_exec(CLI::App& app, Typed& typed) {
    auto* exec =
        app.add_subcommand("exec", "become the process of a type: same pid, its environment and port");
    auto& options = typed.exec;
    exec->add_option("words", options.words, "the type, and arguments for its command")
        ->type_name("TYPE [ARGS...]");
    exec->add_option("-p,--port", options.port, "base port (default: PORT, else 5000)")->type_name("PORT");
    exec->add_option("--set", options.set, "a variable that beats every file")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    return exec;
}

CLI::App* add_check(CLI::App& app, Typed& typed) {
    auto* check = app.add_subcommand(
        "check", "read Procfile, .env and ganger.toml; print every problem as file:line:column");
    auto& options = typed.check;
    check->add_flag("--strict", typed.files.strict, "more of the warnings are errors");
    check->add_flag("--json", options.json, "one JSON document on stdout");
    check->add_flag("--show-values", options.show_values, "with --json: the values, too");
    return check;
}

CLI::App* add_env(CLI::App& app, Typed& typed) {
    auto* env = app.add_subcommand(
        "env", "print the environment that TYPE gets, of the app if it runs; secrets hidden");
    auto& options = typed.environment;
    env->add_option("type", options.type, "a process type, or one instance; none: what is the same for all")
        ->type_name("TYPE");
    env->add_flag("--files", options.from_files, "what a start from here would give, even if the app runs");
    env->add_flag("--explain", options.explain, "where each value comes from, and what it hides");
    env->add_flag("--show-values", options.show_values, "the values of secrets, too");
    env->add_flag("--json", options.json, "one JSON document on stdout");
    env->add_option("-p,--port", options.port, "base port (default: PORT, else 5000)")->type_name("PORT");
    env->add_option("--set", options.set, "a variable that beats every file")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    return env;
}

// The help of a verb is whole: it holds the options of every verb, too.
class HelpFormatter : public CLI::Formatter {
  public:
    std::string make_footer(const CLI::App* app) const override {
        const auto* all = app->get_parent();
        const bool has_options = app->get_options().size() > 1; // than --help
        const auto footer = CLI::Formatter::make_footer(app);
        if (all == nullptr || !has_options) return footer;
        const auto options = all->get_options([&](const CLI::Option* option) {
            return option != all->get_help_ptr() && option != all->get_version_ptr();
        });
        return make_group("Options of every verb", false, options).substr(1) + "\n" + footer;
    }
};

// CLI11's own would be that of the verb that was typed.
std::string help_of_all(const CLI::App& app) {
    return app.get_formatter()->make_help(&app, app.get_name(), CLI::AppFormatMode::Normal);
}

OptionOutline outline_of(const CLI::Option& option) {
    OptionOutline outline{{}, option.get_description(), {}};
    for (const auto& name : option.get_snames()) outline.names.push_back("-" + name);
    for (const auto& name : option.get_lnames()) outline.names.push_back("--" + name);
    if (option.get_items_expected_min() > 0) outline.value = option.get_type_name();
    return outline;
}

VerbOutline outline_of_verb(const CLI::App& app) {
    VerbOutline outline{app.get_name(), app.get_description(), {}, {}};
    for (const auto* option : app.get_options()) {
        if (option->get_positional())
            outline.arguments.push_back(option->get_type_name());
        else if (option != app.get_help_ptr()) // it is the app's, too
            outline.options.push_back(outline_of(*option));
    }
    return outline;
}

Outline outline_of(const CLI::App& app) {
    Outline outline;
    for (const auto* option : app.get_options()) outline.options.push_back(outline_of(*option));
    for (const auto* verb : app.get_subcommands([](const CLI::App*) { return true; }))
        outline.verbs.push_back(outline_of_verb(*verb));
    return outline;
}

Result<Command> script_for(const std::string& shell) {
    auto script = completion_script(shell);
    if (!script.empty()) return Page{std::move(script), ok};
    return failure(shell.empty() ? "completion in which shell?"
                                 : fmt::format("no completions for the shell {}", core::in_quotes(shell)),
                   "write bash, zsh or fish");
}

// env-override → GANGER_ENV_OVERRIDE
std::string variable_of(const std::string& option) {
    std::string name = "GANGER_";
    for (const char c : option)
        name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return name;
}

// Kubernetes puts GANGER_PORT=tcp://10.0.0.1:80 into every pod beside a service that is called ganger.
bool is_service_link(const std::string& name, const std::string& value) {
    return name.ends_with("_PORT") && value.find("://") != std::string::npos;
}

std::string lower_first(std::string text) {
    const bool word = text.size() > 1 && std::islower(static_cast<unsigned char>(text[1])) != 0;
    if (word) text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
    return text;
}

// Options that were not typed, from their variables. An empty one is an unset one.
Result<void> take_variables(CLI::App& app, const Variables& environment) {
    for (auto* option : app.get_options()) {
        if (option->count() > 0 || option->get_lnames().empty()) continue;
        if (option == app.get_help_ptr() || option == app.get_version_ptr()) continue;
        const auto name = variable_of(option->get_lnames().front());
        const auto set = std::find_if(environment.begin(), environment.end(),
                                      [&](const auto& variable) { return variable.first == name; });
        if (set == environment.end() || set->second.empty() || is_service_link(name, set->second)) continue;
        try {
            option->add_result(set->second);
            option->run_callback();
        } catch (const CLI::ParseError&) {
            return failure(fmt::format("{}={} says nothing that --{} takes", name,
                                       core::in_quotes(set->second), option->get_lnames().front()),
                           "unset it, or ganger --help shows how it is used");
        }
    }
    return {};
}

Result<void> take_all_variables(CLI::App& app, const Variables& environment) {
    auto taken = take_variables(app, environment);
    for (auto* verb : app.get_subcommands())
        if (taken) taken = take_variables(*verb, environment);
    return taken;
}

// Two options for one thing: what is typed wins over the variable of the other.
struct TypedFormat {
    bool json = false;
    bool log_format = false;

    explicit TypedFormat(const CLI::App& verb)
        : json(verb.count("--json") > 0), log_format(verb.count("--log-format") > 0) {}

    void settle(OutputOptions& options) const {
        if (json && !log_format) options.log_format.reset();
        if (log_format && !json) options.json = false;
    }
};

constexpr auto about_variables = "Each option may also be set in a variable: --env-override in "
                                 "GANGER_ENV_OVERRIDE, --port in GANGER_PORT.";

} // namespace

Result<Command> parse_command_line(int count, const char* const* arguments, const Variables& environment) {
    Typed typed;
    CLI::App app{"ganger - the foreman of a gang of workers: runs the process types of a Procfile", "ganger"};
    app.set_help_flag("-h,--help", "print this, or with a verb its own help");
    app.set_version_flag("--version", "ganger " GANGER_VERSION, "print the version");
    app.formatter(std::make_shared<HelpFormatter>());
    app.fallthrough();
    app.require_subcommand(0, 1);
    app.footer(about_variables);
    add_file_options(app, typed);
    const auto* start = add_start(app, typed);
    const auto* run = add_run(app, typed);
    const auto* exec = add_exec(app, typed);
    ClientVerbs client(app);
    const auto* check = add_check(app, typed);
    const auto* env = add_env(app, typed);
    const auto* version = app.add_subcommand("version", "print the version");
    auto* help = app.add_subcommand("help", "print this, or the help of a verb");
    help->add_option("verb", typed.help_verb)->type_name("VERB");

    auto* completion = app.add_subcommand("completion", "print what makes a shell complete ganger's words");
    completion->add_option("shell", typed.completion_shell)->type_name("bash|zsh|fish");

    app.get_formatter()->label("SUBCOMMAND", "VERB");
    for (auto* verb : app.get_subcommands([](const CLI::App*) { return true; })) verb->group("Verbs");

    std::vector<std::string> words(arguments + std::min(count, 1), arguments + count);
    const auto outline = outline_of(app);
    if (words.size() > 1 && words[0] == "completion" && words[1] == "--words")
        return CompletionQuery{{words.begin() + 2, words.end()}, outline};
    if (const auto place = place_of_verb(outline, words)) {
        if (find_verb(outline, words[*place]) == nullptr)
            return tl::unexpected(unknown_word(outline, nullptr, words[*place]));
        if (words[*place] == client.logs_verb().get_name()) take_procfile_before_logs(words, *place);
        const auto verb = words.begin() + static_cast<std::ptrdiff_t>(*place);
        std::rotate(words.begin(), verb, verb + 1); // its options may stand before it
    }
    const auto* typed_verb = words.empty() ? nullptr : find_verb(outline, words.front());
    CommandWords command;
    if (typed_verb != nullptr &&
        (typed_verb->name == run->get_name() || typed_verb->name == exec->get_name()))
        command = cut_command(outline, *typed_verb, words);
    try {
        app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
    } catch (const CLI::CallForHelp&) {
        return Page{app.help(), ok};
    } catch (const CLI::CallForVersion&) {
        return Page{"ganger " GANGER_VERSION "\n", ok};
    } catch (const CLI::ExtrasError&) {
        const auto word = app.remaining(true).front();
        return tl::unexpected(unknown_word(outline, typed_verb, word));
    } catch (const CLI::ParseError& error) {
        return failure(lower_first(error.what()), "ganger --help shows how it is used");
    }

    const TypedFormat typed_format(*start);
    const TypedFormat logs_format(client.logs_verb());
    for (const auto* option : {"--env", "--env-override", "--no-expand", "--settings", "--profile"})
        typed.environment.from_files |= app.count(option) > 0;
    for (const auto* option : {"--port", "--set"}) typed.environment.from_files |= env->count(option) > 0;
    if (const auto taken = take_all_variables(app, environment); !taken) return tl::unexpected(taken.error());
    typed_format.settle(typed.start.output);
    logs_format.settle(client.logs_output());
    if (app.count("-e") > 0) typed.files.env = typed.env;
    if (start->parsed()) {
        typed.start.files = typed.files;
        return typed.start;
    }
    if (run->parsed()) {
        typed.run.files = typed.files;
        typed.run.words = std::move(command.words);
        typed.run.literal = command.literal;
        return typed.run;
    }
    if (exec->parsed()) {
        typed.exec.files = typed.files;
        typed.exec.words = std::move(command.words);
        return typed.exec;
    }
    if (auto asks = client.typed(typed.files)) return std::move(*asks);
    if (check->parsed()) {
        typed.check.files = typed.files;
        return typed.check;
    }
    if (env->parsed()) {
        typed.environment.files = typed.files;
        return typed.environment;
    }
    if (version->parsed()) return Page{"ganger " GANGER_VERSION "\n", ok};
    if (completion->parsed()) return script_for(typed.completion_shell);
    if (help->parsed()) {
        if (typed.help_verb.empty()) return Page{help_of_all(app), ok};
        auto verbs =
            app.get_subcommands([&](const CLI::App* of) { return of->get_name() == typed.help_verb; });
        if (verbs.empty()) return tl::unexpected(unknown_word(outline, nullptr, typed.help_verb));
        return Page{verbs.front()->help("ganger"), ok};
    }
    return NoVerb{typed.files, app.help()};
}

} // namespace ganger::cli
