#include "shell_scan.hpp"

#include <ganger/core/command_form.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace ganger::core {

namespace {

// Words that the shell itself answers (those of dash, bash and busybox together): after `exec` they would be
// looked up in PATH.
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

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c);
}

bool is_assignment(std::string_view raw) {
    const auto name_end =
        static_cast<std::size_t>(std::find_if_not(raw.begin(), raw.end(), is_name_char) - raw.begin());
    return name_end > 0 && !is_digit(raw.front()) && name_end < raw.size() && raw[name_end] == '=';
}

// bash appends with `A+=x`, dash looks for a program of that name.
bool is_append(std::string_view raw) {
    const auto equals = raw.find('=');
    return equals != std::string_view::npos && equals > 0 && raw[equals - 1] == '+';
}

bool can_follow_exec(const ShellWord& word) {
    if (!word.literal_only || word.literal.empty() || word.literal.front() == '-' || is_append(word.raw))
        return false;
    return std::find(shell_words.begin(), shell_words.end(), word.literal) == shell_words.end();
}

bool at_end_or_comment(ShellScan& scan) {
    scan.skip_blanks();
    return scan.at_end() || scan.peek() == '#';
}

// False for a here-document, and where its target is missing or in doubt.
bool read_redirection(ShellScan& scan) {
    const char first = scan.peek();
    scan.advance();
    if (first == '<' && scan.peek() == '<') return false;
    if (scan.peek() == '&' || scan.peek() == '>' || (first == '>' && scan.peek() == '|')) scan.advance();
    if (at_end_or_comment(scan) || ends_shell_word(scan.peek())) return false;
    ShellWord target;
    return scan.read_word(target);
}

// Where the first word stands that is neither an assignment nor a redirection; none where more than one
// simple command stands, where the shell answers itself, and in doubt.
std::optional<std::size_t> command_word(std::string_view command) {
    ShellScan scan{command};
    std::optional<std::size_t> found;
    while (!at_end_or_comment(scan)) {
        const char c = scan.peek();
        if (c == ';') {
            scan.advance();
            return at_end_or_comment(scan) ? found : std::nullopt;
        }
        if (c == '<' || c == '>') {
            if (!read_redirection(scan)) return std::nullopt;
            continue;
        }
        ShellWord word;
        if (ends_shell_word(c) || !scan.read_word(word)) return std::nullopt;
        const bool redirected = scan.peek() == '<' || scan.peek() == '>';
        const bool is_descriptor = redirected && std::all_of(word.raw.begin(), word.raw.end(), is_digit);
        if (found || is_descriptor || is_assignment(word.raw)) continue;
        if (!can_follow_exec(word)) return std::nullopt;
        found = word.start;
    }
    return found;
}

std::optional<std::size_t> exec_position(std::string_view command) {
    // A Procfile's command is one line; more than that is a script.
    if (command.find_first_of(std::string_view{"\n\0", 2}) != std::string_view::npos) return std::nullopt;
    return command_word(command);
}

} // namespace

CommandForm command_form(std::string_view command) {
    return exec_position(command) ? CommandForm::exec : CommandForm::shell;
}

std::string shell_text(std::string_view command, CommandForm form) {
    std::string text{command};
    const auto position = form == CommandForm::exec ? exec_position(command) : std::nullopt;
    if (position) text.insert(*position, "exec ");
    // sh would read `-x` and `+x` as its own options.
    if (text.starts_with('-') || text.starts_with('+')) text.insert(text.begin(), ' ');
    return text;
}

} // namespace ganger::core
