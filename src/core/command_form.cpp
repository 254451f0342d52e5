#include "direct_command.hpp"
#include "shell_names.hpp"
#include "shell_scan.hpp"

#include <ganger/core/command_form.hpp>

#include <algorithm>

namespace ganger::core {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Finds the place for `exec`, where a command is one simple command.
class ExecReader {
  public:
    explicit ExecReader(std::string_view command) : scan_{command} {}

    // Behind assignments and redirections. The error is what the shell has to stay for.
    tl::expected<std::size_t, std::string> read();
    // The user has written `exec`.
    bool has_exec() const { return has_exec_; }

  private:
    bool refuse(std::string_view why);
    bool read_all();
    bool read_redirection();
    bool read_argument();
    bool take_program(const ShellWord& word);

    ShellScan scan_;
    std::size_t program_ = std::string_view::npos;
    bool has_exec_ = false;
    std::string why_;
};

bool ExecReader::refuse(std::string_view why) {
    why_ = why;
    return false;
}

tl::expected<std::size_t, std::string> ExecReader::read() {
    if (!read_all()) return tl::unexpected(std::move(why_));
    if (program_ == std::string_view::npos) return tl::unexpected(std::string{"no program"});
    return program_;
}

bool ExecReader::read_all() {
    while (!scan_.at_end_or_comment()) {
        const char c = scan_.peek();
        if (c == ';') {
            scan_.advance();
            return scan_.at_end_or_comment() || refuse(";");
        }
        const bool redirects = c == '<' || c == '>';
        if (ends_shell_word(c) && !redirects) return refuse(scan_.operator_here());
        if (!(redirects ? read_redirection() : read_argument())) return false;
    }
    return true;
}

// Not a here-document, and not where the target is missing or in doubt.
bool ExecReader::read_redirection() {
    const char first = scan_.peek();
    const auto written = scan_.operator_here();
    if (written == "<<") return refuse(written);
    scan_.advance();
    if (scan_.peek() == '&' || scan_.peek() == '>' || (first == '>' && scan_.peek() == '|')) scan_.advance();
    ShellWord target;
    const bool missing = scan_.at_end_or_comment() || ends_shell_word(scan_.peek());
    return (!missing && scan_.read_word(target)) || refuse(written);
}

bool ExecReader::read_argument() {
    ShellWord word;
    if (!scan_.read_word(word)) return refuse("syntax");
    const bool redirected = scan_.peek() == '<' || scan_.peek() == '>';
    const bool is_descriptor = redirected && std::all_of(word.raw.begin(), word.raw.end(), is_digit);
    if (program_ != std::string_view::npos || is_descriptor) return true;
    if (!has_exec_ && assigned_name_size(word.raw) > 0) return true;
    return take_program(word);
}

bool ExecReader::take_program(const ShellWord& word) {
    if (word.raw == "exec" && !has_exec_) {
        has_exec_ = true;
        return true;
    }
    // What is expanded could be a builtin, `-x` an option of exec's; bash appends with `A+=x`.
    const bool certain = word.literal_only && !word.literal.empty() && word.literal.front() != '-' &&
                         word.literal.find('=') == std::string::npos;
    // Behind `exec` a builtin would be looked up in PATH.
    if (!certain || (!has_exec_ && is_shell_word(word.literal))) return refuse(word.raw);
    program_ = word.start;
    return true;
}

tl::expected<std::string, std::string> with_exec(std::string_view command) {
    // A Procfile's command is one line; more than that is a script.
    if (command.find('\n') != std::string_view::npos) return tl::unexpected(std::string{"newline"});
    if (command.find('\0') != std::string_view::npos) return tl::unexpected(std::string{"NUL"});
    ExecReader reader{command};
    const auto place = reader.read();
    if (!place) return tl::unexpected(place.error());
    std::string text{command};
    if (!reader.has_exec()) text.insert(*place, "exec ");
    return text;
}

// sh would read `-x` and `+x` as its own options.
std::vector<std::string> shell_arguments(std::string text) {
    if (text.starts_with('-') || text.starts_with('+')) text.insert(text.begin(), ' ');
    return {"/bin/sh", "-c", std::move(text)};
}

} // namespace

std::string_view form_text(CommandForm form) {
    switch (form) {
    case CommandForm::direct:
        return "direct";
    case CommandForm::exec:
        return "exec";
    case CommandForm::shell:
        return "shell";
    }
    return "shell";
}

CommandStart command_start(std::string_view command, const VariableLookup& variables) {
    auto direct = direct_command(command, variables);
    if (direct)
        return {CommandForm::direct, std::move(direct->arguments), std::move(direct->assignments), {}};
    auto executed = with_exec(command);
    if (executed)
        return {CommandForm::exec, shell_arguments(std::move(*executed)), {}, std::move(direct.error())};
    return {CommandForm::shell, shell_arguments(std::string{command}), {}, std::move(executed.error())};
}

} // namespace ganger::core
