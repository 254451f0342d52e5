#include "appended_arguments.hpp"

#include "shell_names.hpp"
#include "shell_scan.hpp"

#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace ganger::core {

namespace {

// What begins a command that is no simple one, or stands inside of such.
constexpr std::array<std::string_view, 21> reserved_words{
    "!",   "[[", "]]", "case",     "coproc", "do",   "done", "elif",  "else",  "esac", "fi",
    "for", "if", "in", "function", "select", "then", "time", "until", "while", "{"};

// $@, $*, $#, $1 and the same in braces; not in single quotes, where they are awk's.
bool has_parameters(std::string_view command) {
    constexpr std::string_view parameters = "@*#123456789";
    bool in_double_quotes = false;
    for (std::size_t at = 0; at < command.size(); ++at) {
        const char c = command[at];
        if (c == '\\') {
            ++at;
        } else if (c == '"') {
            in_double_quotes = !in_double_quotes;
        } else if (c == '\'' && !in_double_quotes) {
            at = std::min(command.find('\'', at + 1), command.size());
        } else if (c == '$') {
            const std::size_t name = command.substr(at + 1).starts_with('{') ? at + 2 : at + 1;
            if (name < command.size() && parameters.find(command[name]) != std::string_view::npos)
                return true;
        }
    }
    return false;
}

// The end of the last one of simple commands behind each other. Where anything else is written, no place is
// certain.
class LastCommand {
  public:
    explicit LastCommand(std::string_view text) : scan_{text} {}

    // The error is what stands in the way, as it is written.
    tl::expected<std::size_t, std::string> end() {
        while (!scan_.at_end_or_comment()) {
            if (!(ends_shell_word(scan_.peek()) ? take_operator() : take_word()))
                return tl::unexpected(std::string(why_));
        }
        return end_;
    }

  private:
    bool take_operator();
    bool take_redirection(std::string_view operation);
    bool take_word();
    bool refuse(std::string_view why) {
        why_ = why;
        return false;
    }

    ShellScan scan_;
    bool begins_command_ = true;
    std::size_t end_ = 0;
    std::string_view why_;
};

bool LastCommand::take_operator() {
    const auto operation = scan_.operator_here();
    if (scan_.peek() == '<' || scan_.peek() == '>') return take_redirection(operation);
    if (operation != "&&" && operation != ";") return refuse(operation);
    scan_.go_to(scan_.position() + operation.size());
    begins_command_ = true;
    return true;
}

bool LastCommand::take_redirection(std::string_view operation) {
    if (operation.starts_with("<<")) return refuse(operation);
    scan_.advance();
    if (std::string_view{"&>|"}.find(scan_.peek()) != std::string_view::npos) scan_.advance();
    ShellWord target;
    if (scan_.at_end_or_comment() || ends_shell_word(scan_.peek()) || !scan_.read_word(target))
        return refuse(operation);
    end_ = scan_.position();
    return true;
}

bool LastCommand::take_word() {
    ShellWord word;
    if (!scan_.read_word(word)) return refuse("syntax");
    if (begins_command_ &&
        std::find(reserved_words.begin(), reserved_words.end(), word.raw) != reserved_words.end())
        return refuse(word.raw);
    begins_command_ = begins_command_ && assigned_name_size(word.raw) > 0;
    end_ = scan_.position();
    return true;
}

} // namespace

Result<CommandStart> with_arguments(const std::string& command, const std::vector<std::string>& arguments,
                                    const VariableLookup& variables) {
    auto start = command_start(command, variables);
    if (arguments.empty()) return start;
    auto& words = start.arguments;
    if (start.form != CommandForm::direct) {
        std::string& text = words.back();
        if (!has_parameters(text)) {
            const auto end = LastCommand{text}.end();
            if (!end) {
                return failure(fmt::format("it is not clear where arguments go in {}, which has {}",
                                           in_quotes(command), in_quotes(end.error())),
                               "write \"$@\" there in the Procfile");
            }
            text.insert(*end, " \"$@\"");
        }
        words.emplace_back("sh"); // $0
    }
    words.insert(words.end(), arguments.begin(), arguments.end());
    return start;
}

} // namespace ganger::core
