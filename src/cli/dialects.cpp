#include "dialects.hpp"

namespace ganger::cli {

namespace {

using M = Meaning;

constexpr std::string_view no_tmux = "there is no tmux";
constexpr std::string_view no_title = "the terminal's title stays as it is";

// foreman 0.87 and later. Its `export` is answered by ganger's parser.
const Dialect foreman{"foreman",
                      {{"-f", "--procfile", M::procfile, "", "", ""},
                       {"-d", "--root", M::root, "", "", ""},
                       {"-e", "--env", M::env, "", "", ""},
                       {"-m", "--formation", M::formation, "", "", ""},
                       {"", "--concurrency", M::formation, "", "", ""}, // before 0.60
                       {"-p", "--port", M::port, "", "", ""},
                       {"-t", "--timeout", M::timeout, "", "", ""},
                       {"-c", "--color", M::color, "always", "", ""},
                       {"", "--no-color", M::color, "never", "", ""},
                       {"", "--timestamp", M::timestamps, "time", "", ""},
                       {"", "--no-timestamp", M::timestamps, "none", "", ""},
                       {"-h", "--help", M::help, "on", "", ""},
                       {"-v", "--version", M::version, "on", "", ""}}};

const Dialect honcho{"honcho",
                     {{"-f", "--procfile", M::procfile, "", "PROCFILE", ""},
                      {"-d", "--app-root", M::root, "", "", ""},
                      {"-e", "--env", M::env, "", "", ""},
                      {"-c", "--concurrency", M::formation, "", "", ""},
                      {"-p", "--port", M::port, "", "", ""},
                      {"-q", "--quiet", M::hide, "", "", ""},
                      {"", "--no-colour", M::color, "never", "", ""},
                      {"", "--no-prefix", M::no_prefix, "on", "", ""},
                      {"-h", "--help", M::help, "on", "", ""},
                      {"-v", "--version", M::version, "on", "", ""}}};

const Dialect overmind{
    "overmind",
    {{"-f", "--procfile", M::procfile, "", "OVERMIND_PROCFILE", ""},
     {"-d", "--root", M::root, "", "", ""},
     {"-l", "--processes", M::types, "", "OVERMIND_PROCESSES", ""},
     {"-x", "--ignored-processes", M::ignored_types, "", "OVERMIND_IGNORED_PROCESSES", ""},
     {"-m", "--formation", M::formation, "", "OVERMIND_FORMATION", ""},
     {"-p", "--port", M::port, "", "OVERMIND_PORT", ""},
     {"-P", "--port-step", M::type_step, "", "OVERMIND_PORT_STEP", ""},
     {"", "--formation-port-step", M::instance_step, "", "OVERMIND_FORMATION_PORT_STEP", ""},
     {"-N", "--no-port", M::no_port, "on", "OVERMIND_NO_PORT", ""},
     {"-t", "--timeout", M::timeout, "", "OVERMIND_TIMEOUT", ""},
     {"-c", "--can-die", M::may_end, "", "OVERMIND_CAN_DIE", ""},
     {"", "--any-can-die", M::any_may_end, "on", "OVERMIND_ANY_CAN_DIE", ""},
     {"-i", "--stop-signals", M::stop_signals, "", "OVERMIND_STOP_SIGNALS", ""},
     {"-T", "--show-timestamps", M::timestamps, "time", "OVERMIND_SHOW_TIMESTAMPS", ""},
     {"-H", "--shell", M::shell, "", "OVERMIND_SHELL", ""},
     {"-r", "--auto-restart", M::restarted, "", "OVERMIND_AUTO_RESTART", ""},
     {"-D", "--daemonize", M::detach, "on", "OVERMIND_DAEMONIZE", ""},
     {"-w", "--title", M::ignored, "", "OVERMIND_TITLE", no_title},
     {"-b", "--colors", M::ignored, "", "OVERMIND_COLORS",
      "a type has its colour by its place in the Procfile"},
     {"-F", "--tmux-config", M::ignored, "", "OVERMIND_TMUX_CONFIG", no_tmux},
     {"-s", "--socket", M::ignored, "", "OVERMIND_SOCKET", "there is no control socket in this version"},
     {"-S", "--network", M::ignored, "", "OVERMIND_NETWORK", "there is no control socket in this version"},
     {"-h", "--help", M::help, "on", "", ""},
     {"-v", "--version", M::version, "on", "", ""}},
    true,
    false,
    {{"s", "start"},
     {"r", "restart"},
     {"i", "stop"},
     {"interrupt", "stop"},
     {"c", "connect"},
     {"q", "quit"},
     {"k", "kill"},
     {"e", "run"},
     {"exec", "run"}}};

const Dialect hivemind{"hivemind",
                       {{"-d", "--root", M::root, "", "HIVEMIND_ROOT", ""},
                        {"-l", "--processes", M::types, "", "HIVEMIND_PROCESSES", ""},
                        {"-p", "--port", M::port, "", "HIVEMIND_PORT", ""},
                        {"-P", "--port-step", M::type_step, "", "HIVEMIND_PORT_STEP", ""},
                        {"-t", "--timeout", M::timeout, "", "HIVEMIND_TIMEOUT", ""},
                        {"-T", "--print-timestamps", M::timestamps, "time", "HIVEMIND_PRINT_TIMESTAMPS", ""},
                        {"", "--no-prefix", M::no_prefix, "on", "HIVEMIND_NO_PREFIX", ""},
                        {"-w", "--title", M::ignored, "", "HIVEMIND_TITLE", no_title},
                        {"-h", "--help", M::help, "on", "", ""},
                        {"-v", "--version", M::version, "on", "", ""}},
                       false};

} // namespace

const Dialect& dialect_of(OtherTool tool) {
    switch (tool) {
    case OtherTool::foreman:
        return foreman;
    case OtherTool::honcho:
        return honcho;
    case OtherTool::overmind:
        return overmind;
    case OtherTool::hivemind:
        return hivemind;
    }
    return foreman;
}

std::optional<OtherTool> tool_named(std::string_view program) {
    const auto name = program.substr(program.rfind('/') + 1);
    for (const auto tool : {OtherTool::foreman, OtherTool::honcho, OtherTool::overmind, OtherTool::hivemind})
        if (dialect_of(tool).tool == name) return tool;
    return std::nullopt;
}

} // namespace ganger::cli
