#include "direct_command.hpp"

#include "direct_word.hpp"
#include "shell_names.hpp"
#include "shell_scan.hpp"

#include <array>

namespace ganger::core {

namespace {

using Kind = DirectWordReader::Kind;

// dash changes these at its start where they are in its environment, and passes on what it made of them.
constexpr std::array remade_variables{"IFS", "OPTIND", "PPID"};

// The kernel takes about as much; `$A $A $A …` could become anything.
constexpr std::size_t largest_command = std::size_t{1} << 20;

// An empty folder of PATH is the current one, %builtin is a function of dash's: shells differ there.
bool is_plain_path(const std::string* path) {
    return path != nullptr && !path->empty() && path->front() != ':' && path->back() != ':' &&
           path->find("::") == std::string::npos && path->find('%') == std::string::npos;
}

class DirectReader {
  public:
    DirectReader(std::string_view command, const VariableLookup& variables)
        : scan_{command}, command_{command}, variables_{variables} {}

    tl::expected<DirectCommand, std::string> read();

  private:
    bool refuse(std::string_view why);
    bool read_words();
    bool read_argument();
    bool read_assignment(std::size_t name_size);
    bool expand(Kind kind, std::string& word);
    bool take_program(std::string_view raw, const std::string& word);
    bool can_be_found(const std::string& program);

    ShellScan scan_;
    std::string_view command_;
    const VariableLookup& variables_;
    // The assignments are made in turn, but the words are expanded before any of them.
    const VariableLookup with_assigned_{[this](std::string_view name) {
        const auto assigned = found_.assignments.find(name);
        return assigned == found_.assignments.end() ? variables_(name) : &assigned->second;
    }};
    bool after_exec_ = false;
    std::size_t size_ = 0;
    DirectCommand found_;
    std::string why_;
};

bool DirectReader::refuse(std::string_view why) {
    why_ = why;
    return false;
}

tl::expected<DirectCommand, std::string> DirectReader::read() {
    for (const char* const name : remade_variables) {
        if (variables_(name) != nullptr) return tl::unexpected(std::string{name});
    }
    if (!read_words()) return tl::unexpected(std::move(why_));
    if (found_.arguments.empty()) return tl::unexpected(std::string{"no program"});
    return std::move(found_);
}

bool DirectReader::read_words() {
    while (!scan_.at_end_or_comment()) {
        if (scan_.peek() == ';') {
            scan_.advance();
            return scan_.at_end_or_comment() || refuse(";");
        }
        if (ends_shell_word(scan_.peek())) return refuse(scan_.operator_here());
        if (!read_argument()) return false;
    }
    return true;
}

bool DirectReader::read_argument() {
    const std::size_t start = scan_.position();
    if (found_.arguments.empty() && !after_exec_) {
        const std::size_t name_size = assigned_name_size(command_.substr(start));
        if (name_size > 0) return read_assignment(name_size);
    }
    std::string word;
    if (!expand(Kind::argument, word)) return false;
    if (found_.arguments.empty()) return take_program(command_.substr(start, scan_.position() - start), word);
    found_.arguments.push_back(std::move(word));
    return true;
}

bool DirectReader::read_assignment(std::size_t name_size) {
    std::string name{command_.substr(scan_.position(), name_size)};
    if (name == "PATH" || is_shell_variable(name)) return refuse(name + "=");
    scan_.go_to(scan_.position() + name_size + 1);
    std::string value;
    if (!expand(Kind::assigned_value, value)) return false;
    found_.assignments.insert_or_assign(std::move(name), std::move(value));
    return true;
}

bool DirectReader::expand(Kind kind, std::string& word) {
    DirectWordReader reader{command_, scan_.position(), kind,
                            kind == Kind::assigned_value ? with_assigned_ : variables_};
    if (!reader.read()) return refuse(reader.why());
    scan_.go_to(reader.end());
    word = reader.word();
    size_ += word.size();
    return size_ <= largest_command || refuse("too long");
}

bool DirectReader::take_program(std::string_view raw, const std::string& word) {
    if (raw == "exec" && !after_exec_) {
        after_exec_ = true;
        return true;
    }
    // Behind `exec` there are no builtins.
    if (!after_exec_ && is_shell_word(word)) return refuse(raw);
    if (word.empty() || word.front() == '-' || word.find('=') != std::string::npos) return refuse(raw);
    if (!can_be_found(word)) return refuse("PATH");
    found_.arguments.push_back(word);
    return true;
}

bool DirectReader::can_be_found(const std::string& program) {
    return program.find('/') != std::string::npos || is_plain_path(variables_("PATH"));
}

} // namespace

tl::expected<DirectCommand, std::string> direct_command(std::string_view command,
                                                        const VariableLookup& variables) {
    if (command.find('\n') != std::string_view::npos) return tl::unexpected(std::string{"newline"});
    if (command.find('\0') != std::string_view::npos) return tl::unexpected(std::string{"NUL"});
    return DirectReader{command, variables}.read();
}

} // namespace ganger::core
