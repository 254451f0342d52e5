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

constexpr int deepest_nesting = 32;

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}
bool ends_word(char c) {
    return is_blank(c) || std::string_view{";&|<>()"}.find(c) != std::string_view::npos;
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c);
}

struct Word {
    std::size_t start = 0;
    std::string_view raw;
    std::string literal;      // without quotes
    bool literal_only = true; // no expansion, no pattern, no brace: what stands there is what runs
};

// Reads the command as far as needed to say where its first word is. Every reading function returns false in
// doubt.
class Reader {
  public:
    explicit Reader(std::string_view text)
        : text_{text}, has_case_{text.find("esac") != std::string_view::npos} {}

    std::optional<std::size_t> command_word();

  private:
    bool at_end() const { return at_ >= text_.size(); }
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    void skip_blanks();
    bool at_closing();
    bool redirection();
    bool read_word(Word& word);
    bool word_part(Word& word);
    bool backslash(Word& word);
    bool single_quoted();
    bool double_quoted();
    bool back_quoted();
    bool dollar(bool in_double_quotes);
    bool braces(bool in_double_quotes);
    bool parentheses();
    bool nested_part(char c);

    std::string_view text_;
    bool has_case_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

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

bool can_follow_exec(const Word& word) {
    if (!word.literal_only || word.literal.empty() || word.literal.front() == '-' || is_append(word.raw))
        return false;
    return std::find(shell_words.begin(), shell_words.end(), word.literal) == shell_words.end();
}

std::optional<std::size_t> Reader::command_word() {
    std::optional<std::size_t> found;
    while (true) {
        skip_blanks();
        if (at_closing()) return found;
        const char c = peek();
        if (c == '<' || c == '>') {
            if (!redirection()) return std::nullopt;
            continue;
        }
        if (ends_word(c)) return std::nullopt;
        Word word;
        if (!read_word(word)) return std::nullopt;
        const bool descriptor =
            (peek() == '<' || peek() == '>') && std::all_of(word.raw.begin(), word.raw.end(), is_digit);
        if (found || descriptor || is_assignment(word.raw)) continue;
        if (!can_follow_exec(word)) return std::nullopt;
        found = word.start;
    }
}

void Reader::skip_blanks() {
    while (is_blank(peek())) ++at_;
}

// The end, a comment, or a last `;`.
bool Reader::at_closing() {
    if (at_end() || peek() == '#') return true;
    if (peek() != ';') return false;
    const std::size_t semicolon = at_++;
    skip_blanks();
    if (at_end() || peek() == '#') return true;
    at_ = semicolon;
    return false;
}

bool Reader::redirection() {
    const char first = text_[at_++];
    if (first == '<' && peek() == '<') return false; // a here-document
    if (peek() == '&' || peek() == '>' || (first == '>' && peek() == '|')) ++at_;
    skip_blanks();
    if (at_end() || ends_word(peek()) || peek() == '#') return false;
    Word target;
    return read_word(target);
}

bool Reader::read_word(Word& word) {
    word.start = at_;
    while (!at_end() && !ends_word(peek())) {
        if (!word_part(word)) return false;
    }
    word.raw = text_.substr(word.start, at_ - word.start);
    return true;
}

bool Reader::word_part(Word& word) {
    const std::size_t start = at_;
    const char c = peek();
    switch (c) {
    case '\\':
        return backslash(word);
    case '\'':
        if (!single_quoted()) return false;
        word.literal += text_.substr(start + 1, at_ - start - 2);
        return true;
    case '"': {
        if (!double_quoted()) return false;
        const std::string_view inside = text_.substr(start + 1, at_ - start - 2);
        word.literal += inside;
        // Escapes count as expansion: only the first word's text matters, and nobody writes it so.
        if (inside.find_first_of("$`\\") != std::string_view::npos) word.literal_only = false;
        return true;
    }
    case '`':
        word.literal_only = false;
        return back_quoted();
    case '$':
        word.literal_only = false;
        return dollar(false);
    default:
        if (std::string_view{"*?[]{}"}.find(c) != std::string_view::npos) {
            // `[` alone is a builtin; in a path a pattern could match what it likes.
            word.literal_only = false;
        }
        word.literal += c;
        ++at_;
        return true;
    }
}

bool Reader::backslash(Word& word) {
    if (at_ + 1 >= text_.size()) return false;
    word.literal += peek(1);
    at_ += 2;
    return true;
}

bool Reader::single_quoted() {
    const auto end = text_.find('\'', at_ + 1);
    if (end == std::string_view::npos) return false;
    at_ = end + 1;
    return true;
}

bool Reader::double_quoted() {
    ++at_;
    while (!at_end()) {
        switch (peek()) {
        case '"':
            ++at_;
            return true;
        case '\\':
            at_ += 2;
            break;
        case '`':
            if (!back_quoted()) return false;
            break;
        case '$':
            if (!dollar(true)) return false;
            break;
        default:
            ++at_;
        }
    }
    return false;
}

bool Reader::back_quoted() {
    ++at_;
    while (!at_end()) {
        if (peek() == '`') {
            ++at_;
            return true;
        }
        at_ += peek() == '\\' ? 2U : 1U;
    }
    return false;
}

bool Reader::dollar(bool in_double_quotes) {
    ++at_;
    const char c = peek();
    // bash decodes $'…' and translates $"…"; dash takes the $ as text.
    if (!in_double_quotes && (c == '\'' || c == '"')) return false;
    if (c != '(' && c != '{') return true;
    if (++depth_ > deepest_nesting) return false;
    const bool read = c == '(' ? parentheses() : braces(in_double_quotes);
    --depth_;
    return read;
}

// What may hide a closing brace or parenthesis.
bool Reader::nested_part(char c) {
    switch (c) {
    case '\\':
        at_ += 2;
        return true;
    case '\'':
        return single_quoted();
    case '"':
        return double_quoted();
    case '`':
        return back_quoted();
    case '$':
        return dollar(false);
    default:
        ++at_;
        return true;
    }
}

bool Reader::braces(bool in_double_quotes) {
    ++at_;
    while (!at_end()) {
        const char c = peek();
        if (c == '}') {
            ++at_;
            return true;
        }
        // Shells differ in what a quote means inside "${x:-…}".
        if (in_double_quotes && (c == '\'' || c == '"')) return false;
        if (in_double_quotes && c == '$') {
            if (!dollar(true)) return false;
        } else if (!nested_part(c)) {
            return false;
        }
    }
    return false;
}

bool Reader::parentheses() {
    // The patterns of `case` close parentheses that nothing opened.
    if (has_case_) return false;
    std::size_t open = 0;
    char before = ' ';
    while (!at_end()) {
        const char c = peek();
        if (c == '#' && ends_word(before)) return false;
        if (c == '<' && before == '<') return false;
        if (c == '(') ++open;
        if (c == ')' && --open == 0) {
            ++at_;
            return true;
        }
        before = c;
        if (!nested_part(c)) return false;
    }
    return false;
}

std::optional<std::size_t> exec_position(std::string_view command) {
    // A Procfile's command is one line; more than that is a script.
    if (command.find_first_of(std::string_view{"\n\0", 2}) != std::string_view::npos) return std::nullopt;
    return Reader{command}.command_word();
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
