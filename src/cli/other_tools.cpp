#include "other_tools.hpp"

#include <ganger/core/signal_name.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <csignal>

namespace ganger::cli {

namespace {

using M = Meaning;

std::string value_of(const Variables& variables, std::string_view name) {
    for (const auto& [key, value] : variables)
        if (key == name) return value;
    return {};
}

std::vector<std::string> split(std::string_view list) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= list.size();) {
        const auto end = std::min(list.find(',', begin), list.size());
        std::string part(list.substr(begin, end - begin));
        std::erase_if(part, [](char c) { return c == ' ' || c == '\t' || c == '\n'; });
        if (!part.empty()) parts.push_back(std::move(part));
        begin = end + 1;
    }
    return parts;
}

std::string in_folder(const std::string& folder, const std::string& path) {
    return folder == "." || path.starts_with('/') ? path : folder + "/" + path;
}

// One command line, while it is put into ganger's words.
class Translation {
  public:
    Translation(const OtherCommandLine& typed, OtherWords words) : typed_{typed}, words_{std::move(words)} {}
    Result<GangersWords> translate(OtherTool tool);

  private:
    const std::string* option(Meaning meaning) const;
    void say(std::initializer_list<std::string> words) { made_.words.insert(made_.words.end(), words); }
    void say_option(std::string_view name, Meaning meaning);
    void say_output(std::string_view timestamps);
    void say_formation(bool others_are_one);
    void found_env(const std::string& path, bool overrides);
    Result<void> files(OtherTool tool);
    Result<void> start(OtherTool tool);
    void run(OtherTool tool);
    void files_of_foreman();
    void files_of_honcho();
    void files_of_overmind();
    Result<void> files_of_hivemind();
    void start_of_foreman();
    void start_of_honcho();
    Result<void> start_of_overmind();
    Result<void> start_of_hivemind();
    Result<void> read_step(Meaning meaning, std::uint16_t& step);
    Result<void> read_stop_signals();
    Result<void> choose_types();

    const OtherCommandLine& typed_;
    OtherWords words_;
    GangersWords made_;
};

const std::string* Translation::option(Meaning meaning) const {
    const auto found = words_.options.find(meaning);
    return found == words_.options.end() ? nullptr : &found->second;
}

void Translation::say_option(std::string_view name, Meaning meaning) {
    if (const auto* value = option(meaning)) say({std::string(name), *value});
}

void Translation::say_output(std::string_view timestamps) {
    const auto* typed = option(M::timestamps);
    say({"--timestamps", typed != nullptr ? *typed : std::string(timestamps)});
    say_option("--color", M::color);
    if (option(M::no_prefix) != nullptr) say({"--no-prefix"});
    say_option("--port", M::port);
    say_option("--timeout", M::timeout);
}

// Where the unlisted run once, ganger has to be told so.
void Translation::say_formation(bool others_are_one) {
    const auto* formation = option(M::formation);
    if (formation == nullptr) return;
    auto parts = split(*formation);
    const bool all =
        std::any_of(parts.begin(), parts.end(), [](const auto& part) { return part.starts_with("all="); });
    if (others_are_one && !all) parts.insert(parts.begin(), "all=1");
    say({"--formation", fmt::format("{}", fmt::join(parts, ","))});
}

void Translation::found_env(const std::string& path, bool overrides) {
    made_.found_env = path;
    if (overrides) say({"--env-override"});
}

// The .env is looked for where foreman was started, whatever -f says.
void Translation::files_of_foreman() {
    say_option("--procfile", M::procfile);
    say_option("--root", M::root);
    say_option("--env", M::env);
    say({"--no-expand"});
    const auto* root = option(M::root);
    if (option(M::env) == nullptr) found_env(in_folder(root != nullptr ? *root : ".", ".env"), true);
}

// All files lie in the app's root, but the commands run where honcho was started. A .env that is not there is
// none.
void Translation::files_of_honcho() {
    const auto* typed_root = option(M::root);
    const auto root = typed_root != nullptr ? *typed_root : std::string(".");
    const auto* procfile = option(M::procfile);
    say({"--root", ".", "--no-expand"});
    if (words_.verb != "run")
        say({"--procfile", in_folder(root, procfile != nullptr ? *procfile : "Procfile")});
    const auto* env = option(M::env);
    if (env == nullptr) return found_env(in_folder(root, ".env"), true);
    std::vector<std::string> there;
    for (const auto& name : split(*env)) {
        const auto path = in_folder(root, name);
        if (typed_.is_there(path))
            there.push_back(path);
        else
            made_.notes.push_back(fmt::format("there is no {}", core::in_quotes(path)));
    }
    say({"--env", there.empty() ? "/dev/null" : fmt::format("{}", fmt::join(there, ","))});
}

void Translation::files_of_overmind() {
    say_option("--procfile", M::procfile);
    say_option("--root", M::root);
    say({"--env",
         typed_.env_files.empty() ? "/dev/null" : fmt::format("{}", fmt::join(typed_.env_files, ","))});
}

Result<void> Translation::files_of_hivemind() {
    if (words_.arguments.size() > 1) return failure("hivemind takes a single Procfile");
    auto procfile =
        words_.arguments.empty() ? value_of(typed_.environment, "HIVEMIND_PROCFILE") : words_.arguments[0];
    if (procfile == "-") {
        procfile = "/dev/stdin";
        if (option(M::root) == nullptr) say({"--root", "."});
    }
    if (!procfile.empty()) say({"--procfile", procfile});
    say_option("--root", M::root);
    found_env(".env", false);
    return {};
}

// One name at most, and then -m is nothing.
void Translation::start_of_foreman() {
    if (words_.arguments.empty()) say_formation(false);
    for (const auto& name : words_.arguments) say({name + "=1"});
    say_output("time");
    made_.habits.numbering = core::Numbering::in_order;
}

void Translation::start_of_honcho() {
    say_formation(true);
    for (const auto& name : words_.arguments) say({name});
    say_output("time");
    say_option("--hide", M::hide);
    made_.habits.numbering = core::Numbering::in_order;
    made_.habits.only_named_count = true;
    made_.habits.name_variables = {"HONCHO_PROCESS_NAME"};
}

Result<void> Translation::read_step(Meaning meaning, std::uint16_t& step) {
    const auto* text = option(meaning);
    if (text == nullptr) return {};
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), step);
    if (error == std::errc{} && end == text->data() + text->size() && step > 0) return {};
    return failure(fmt::format("{} is no step from one port to the next", core::in_quotes(*text)),
                   "a step is a number from 1 on");
}

Result<void> Translation::read_stop_signals() {
    made_.habits.stop_signal = SIGINT;
    const auto* signals = option(M::stop_signals);
    for (const auto& part : split(signals != nullptr ? *signals : "")) {
        const auto equals = part.find('=');
        const auto number =
            equals == std::string::npos ? std::nullopt : core::signal_number(part.substr(equals + 1));
        if (!number)
            return failure(fmt::format("{} is no TYPE=SIGNAL", core::in_quotes(part)), "such as web=TERM");
        made_.habits.stop_signals[part.substr(0, equals)] = *number;
    }
    return {};
}

// -l names what is started, -x what is not.
Result<void> Translation::choose_types() {
    const auto* chosen = option(M::types);
    const auto* ignored = option(M::ignored_types);
    const auto left_out = split(ignored != nullptr ? *ignored : "");
    const auto is_left_out = [&](const std::string& type) {
        return std::find(left_out.begin(), left_out.end(), type) != left_out.end();
    };
    if (chosen != nullptr) {
        auto types = split(*chosen);
        std::erase_if(types, is_left_out);
        if (types.empty()) return failure("-l and -x leave nothing to start");
        made_.words.insert(made_.words.end(), types.begin(), types.end());
        return {};
    }
    if (left_out.empty()) return {};
    auto& formation = words_.options[M::formation];
    auto parts = split(formation);
    for (const auto& type : left_out) {
        std::erase_if(parts, [&](const auto& part) { return part.starts_with(type + "="); });
        parts.push_back(type + "=0");
    }
    formation = fmt::format("{}", fmt::join(parts, ","));
    return {};
}

Result<void> Translation::start_of_overmind() {
    auto& habits = made_.habits;
    habits.numbering = core::Numbering::in_order;
    habits.steps.instance = 10;
    if (const auto* shell = option(M::shell); shell != nullptr && *shell != "sh" && *shell != "/bin/sh") {
        return failure(fmt::format("commands run with /bin/sh here, not with {}", core::in_quotes(*shell)),
                       fmt::format("write \"{} -c '...'\" in the Procfile", *shell));
    }
    if (auto read = read_stop_signals(); !read) return read;
    if (auto read = read_step(M::type_step, habits.steps.type); !read) return read;
    if (auto read = read_step(M::instance_step, habits.steps.instance); !read) return read;
    if (auto chosen = choose_types(); !chosen) return chosen;
    say_formation(true);
    say_output("none");
    if (option(M::detach) != nullptr) say({"--detach"});
    if (const auto* may_end = option(M::may_end)) habits.may_end = split(*may_end);
    if (const auto* restarted = option(M::restarted)) habits.restarted = split(*restarted);
    if (option(M::no_port) == nullptr) return {};
    const auto port = value_of(typed_.environment, "PORT");
    if (port.empty())
        habits.gives_ports = false;
    else
        say({"--set", "PORT=" + port}); // it stays as it was
    return {};
}

Result<void> Translation::start_of_hivemind() {
    made_.habits.numbering = core::Numbering::in_order;
    made_.habits.stop_signal = SIGINT;
    say_output("none");
    if (auto read = read_step(M::type_step, made_.habits.steps.type); !read) return read;
    return choose_types();
}

Result<void> Translation::files(OtherTool tool) {
    switch (tool) {
    case OtherTool::foreman:
        files_of_foreman();
        break;
    case OtherTool::honcho:
        files_of_honcho();
        break;
    case OtherTool::overmind:
        files_of_overmind();
        break;
    case OtherTool::hivemind:
        return files_of_hivemind();
    }
    return {};
}

// Whatever ends, with whatever code, ends all; nothing is known of ports.
Result<void> Translation::start(OtherTool tool) {
    say({"--exit-when", option(M::any_may_end) != nullptr ? "all" : "any"});
    made_.habits.expects_listening = false;
    made_.habits.runs_once = tool == OtherTool::overmind; // by its socket
    made_.habits.restarts = false;
    switch (tool) {
    case OtherTool::foreman:
        start_of_foreman();
        break;
    case OtherTool::honcho:
        start_of_honcho();
        break;
    case OtherTool::overmind:
        return start_of_overmind();
    case OtherTool::hivemind:
        return start_of_hivemind();
    }
    return {};
}

// Only foreman takes a word for a type of the Procfile, and only where it stands alone; none of them gives a
// line to a shell.
void Translation::run(OtherTool tool) {
    if (tool != OtherTool::foreman || words_.arguments.size() != 1) say({"--"});
    made_.words.insert(made_.words.end(), words_.arguments.begin(), words_.arguments.end());
}

Result<GangersWords> Translation::translate(OtherTool tool) {
    made_.notes = words_.notes;
    const auto verb = tool == OtherTool::hivemind ? "start" : words_.verb;
    if (option(M::version) != nullptr) {
        say({"version"});
    } else if (option(M::help) != nullptr) {
        if (!words_.verb.empty()) say({verb});
        say({"--help"});
    } else if (verb == "start" || verb == "check" || verb == "run") {
        say({verb});
        if (auto read = files(tool); !read) return tl::unexpected(read.error());
        if (verb == "start")
            if (auto read = start(tool); !read) return tl::unexpected(read.error());
        if (verb == "run") run(tool);
    } else if (!verb.empty()) {
        say({verb});
        made_.words.insert(made_.words.end(), words_.arguments.begin(), words_.arguments.end());
    }
    return std::move(made_);
}

} // namespace

Result<GangersWords> translate(OtherTool tool, const OtherCommandLine& typed) {
    const auto& dialect = dialect_of(tool);
    auto words = read_other_words(dialect, typed.words, typed.environment, typed.file);
    if (!words) return tl::unexpected(words.error());
    return Translation{typed, std::move(*words)}.translate(tool);
}

} // namespace ganger::cli
