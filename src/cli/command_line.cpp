#include "command_line.hpp"

#include "exit_codes.hpp"
#include "other_verbs.hpp"
#include "version.hpp"

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
    CheckOptions check;
    EnvOptions environment;
    std::string help_verb;
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
    app.add_option("--profile", typed.files.profile, "dev, host or container (default: by what is seen)")
        ->type_name("NAME");
    app.add_flag("--env-override", typed.files.env_override, "let .env win over the environment");
    app.add_flag("--no-expand", typed.files.no_expand, "take $ in env files as text");
}

void add_output_options(CLI::App& verb, OutputOptions& options) {
    verb.add_option("--log-format", options.log_format,
                    "pretty, plain or json (default: pretty on a terminal, else plain)")
        ->type_name("FORMAT");
    verb.add_flag("--json", options.json, "the same as --log-format json");
    verb.add_option("--timestamps", options.timestamps, "before each line: none, time, ms or iso")
        ->type_name("KIND");
    verb.add_flag("--no-prefix", options.no_prefix, "no names before the lines");
    verb.add_option("--hide", options.hide, "types whose output is not shown")
        ->type_name("TYPE[,TYPE...]")
        ->delimiter(',')
        ->allow_extra_args(false);
    verb.add_flag("--quiet", options.quiet, "of ganger's own lines only errors");
    verb.add_option("--color", options.color, "auto, always or never (default: auto)")->type_name("WHEN");
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
                     "what ends the app: any, failure (default), all, never")
        ->type_name("WHEN");
    start
        ->add_option("--exit-code-from", options.exit_code_from,
                     "end when this type ends, with its code; ganger's own errors: 125")
        ->type_name("TYPE");
    start->add_option("--set", options.set, "a variable that beats every file")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    add_output_options(*start, options.output);
    return start;
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
    auto* env = app.add_subcommand("env", "print the environment that TYPE gets, secrets hidden");
    auto& options = typed.environment;
    env->add_option("type", options.type, "a process type, or one instance; none: what is the same for all")
        ->type_name("TYPE");
    env->add_flag("--explain", options.explain, "where each value comes from, and what it hides");
    env->add_flag("--show-values", options.show_values, "the values of secrets, too");
    env->add_flag("--json", options.json, "one JSON document on stdout");
    env->add_option("-p,--port", options.port, "base port (default: PORT, else 5000)")->type_name("PORT");
    env->add_option("--set", options.set, "a variable that beats every file")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    return env;
}

Error unknown_option(const CLI::App& app, const std::string& word) {
    std::vector<std::string> known;
    const auto collect = [&](const CLI::App& from) {
        for (const auto* option : from.get_options()) {
            for (const auto& name : option->get_lnames()) known.push_back("--" + name);
        }
    };
    collect(app);
    for (const auto* verb : app.get_subcommands()) collect(*verb);
    const auto near = core::closest(word.substr(0, word.find('=')), known);
    if (word == "-c") {
        return {"unknown option '-c'",
                "other tools mean different things by it; here -m web=2 says how many of each type"};
    }
    return {fmt::format("unknown option '{}'", word),
            near.empty() ? "ganger --help lists them" : fmt::format("did you mean '{}'?", near)};
}

std::vector<std::string> verbs_of(const CLI::App& app) {
    std::vector<std::string> verbs;
    for (const auto* verb : app.get_subcommands([](const CLI::App*) { return true; }))
        verbs.push_back(verb->get_name());
    return verbs;
}

Error unknown_word(const CLI::App& app, const std::string& word) {
    return word.starts_with('-') ? unknown_option(app, word) : unknown_verb(word, verbs_of(app));
}

const CLI::Option* find_option(const CLI::App& app, const std::string& name) {
    if (const auto* option = app.get_option_no_throw(name)) return option;
    for (const auto* verb : app.get_subcommands([](const CLI::App*) { return true; }))
        if (const auto* option = verb->get_option_no_throw(name)) return option;
    return nullptr;
}

// Where the verb stands: the first word that is no option and no value of one; 0: nowhere, or behind an
// unknown option.
std::size_t place_of_verb(const CLI::App& app, const std::vector<const char*>& words) {
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string word = words[i];
        if (!word.starts_with('-')) return i;
        const bool is_short = !word.starts_with("--");
        const auto* option = find_option(app, word.substr(0, is_short ? 2 : word.find('=')));
        if (option == nullptr) return 0;
        const bool has_value = is_short ? word.size() > 2 : word.find('=') != std::string::npos;
        if (option->get_items_expected_min() > 0 && !has_value) ++i;
    }
    return 0;
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
    app.set_version_flag("--version", "ganger " GANGER_VERSION);
    app.fallthrough();
    app.require_subcommand(0, 1);
    app.footer(about_variables);
    add_file_options(app, typed);
    const auto* start = add_start(app, typed);
    const auto* check = add_check(app, typed);
    const auto* env = add_env(app, typed);
    const auto* version = app.add_subcommand("version", "print the version");
    auto* help = app.add_subcommand("help", "print this, or the help of a verb");
    help->add_option("verb", typed.help_verb)->type_name("VERB");

    std::vector<const char*> words(arguments, arguments + count);
    if (const auto place = place_of_verb(app, words); place > 0) {
        const auto verbs = verbs_of(app);
        if (std::find(verbs.begin(), verbs.end(), words[place]) == verbs.end())
            return tl::unexpected(unknown_verb(words[place], verbs));
        // A verb's options may stand before it.
        const auto verb = words.begin() + static_cast<std::ptrdiff_t>(place);
        std::rotate(words.begin() + 1, verb, verb + 1);
    }
    try {
        app.parse(count, words.data());
    } catch (const CLI::CallForHelp&) {
        return Page{app.help(), ok};
    } catch (const CLI::CallForVersion&) {
        return Page{"ganger " GANGER_VERSION "\n", ok};
    } catch (const CLI::ExtrasError&) {
        return tl::unexpected(unknown_word(app, app.remaining(true).front()));
    } catch (const CLI::ParseError& error) {
        return failure(lower_first(error.what()), "ganger --help shows how it is used");
    }

    const TypedFormat typed_format(*start);
    if (const auto taken = take_all_variables(app, environment); !taken) return tl::unexpected(taken.error());
    typed_format.settle(typed.start.output);
    if (app.count("-e") > 0) typed.files.env = typed.env;
    if (start->parsed()) {
        typed.start.files = typed.files;
        return typed.start;
    }
    if (check->parsed()) {
        typed.check.files = typed.files;
        return typed.check;
    }
    if (env->parsed()) {
        typed.environment.files = typed.files;
        return typed.environment;
    }
    if (version->parsed()) return Page{"ganger " GANGER_VERSION "\n", ok};
    if (help->parsed()) {
        if (typed.help_verb.empty()) return Page{app.help(), ok};
        auto verbs =
            app.get_subcommands([&](const CLI::App* of) { return of->get_name() == typed.help_verb; });
        if (verbs.empty()) return tl::unexpected(unknown_word(app, typed.help_verb));
        return Page{verbs.front()->help(), ok};
    }
    return NoVerb{typed.files, app.help()};
}

} // namespace ganger::cli
