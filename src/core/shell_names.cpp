#include "shell_names.hpp"

#include <algorithm>
#include <array>

namespace ganger::core {

namespace {

constexpr std::array shell_words{
    // reserved
    "!", "[[", "]]", "case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if",
    "in", "select", "then", "time", "until", "while", "{", "}",
    // special builtins
    ".", ":", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift",
    "source", "times", "trap", "unset",
    // builtins
    "[", "alias", "bg", "bind", "builtin", "caller", "cd", "chdir", "command", "compgen", "complete",
    "compopt", "declare", "dirs", "disown", "echo", "enable", "false", "fc", "fg", "getopts", "hash", "help",
    "history", "jobs", "kill", "let", "local", "logout", "mapfile", "popd", "print", "printf", "pushd", "pwd",
    "read", "readarray", "shopt", "suspend", "test", "true", "type", "typeset", "ulimit", "umask", "unalias",
    "wait", "whence"};

constexpr std::array shell_variables{
    "DIRSTACK", "EPOCHREALTIME", "EPOCHSECONDS", "EUID",   "FUNCNAME", "GANGER_ID", "GROUPS", "HISTCMD",
    "HOSTNAME", "HOSTTYPE",      "IFS",          "LINENO", "MACHTYPE", "OLDPWD",    "OPTARG", "OPTERR",
    "OPTIND",   "OSTYPE",        "PPID",         "PS1",    "PS2",      "PS3",       "PS4",    "PIPESTATUS",
    "RANDOM",   "SECONDS",       "SHELLOPTS",    "SHLVL",  "SRANDOM",  "UID",       "_"};

template <class Names>
bool contains(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

bool begins_shell_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_in_shell_name(char c) {
    return begins_shell_name(c) || (c >= '0' && c <= '9');
}

bool is_shell_word(std::string_view word) {
    return contains(shell_words, word);
}

bool is_shell_variable(std::string_view name) {
    return name.starts_with("BASH") || contains(shell_variables, name);
}

std::size_t assigned_name_size(std::string_view text) {
    if (text.empty() || !begins_shell_name(text.front())) return 0;
    const auto end = std::find_if_not(text.begin(), text.end(), is_in_shell_name);
    return end != text.end() && *end == '=' ? static_cast<std::size_t>(end - text.begin()) : 0;
}

} // namespace ganger::core
