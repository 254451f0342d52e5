#include "shell_scan.hpp"

namespace ganger::core {

namespace {

constexpr int deepest_nesting = 32;

} // namespace

bool is_shell_blank(char c) {
    return c == ' ' || c == '\t';
}

bool ends_shell_word(char c) {
    return is_shell_blank(c) || std::string_view{";&|<>()"}.find(c) != std::string_view::npos;
}

void ShellScan::skip_blanks() {
    while (is_shell_blank(peek())) ++at_;
}

bool ShellScan::at_end_or_comment() {
    skip_blanks();
    return at_end() || peek() == '#';
}

std::string_view ShellScan::operator_here() const {
    const std::string_view rest = text_.substr(at_);
    for (const std::string_view longer : {"&&", "||", ";;", "<<", ">>"}) {
        if (rest.starts_with(longer)) return longer;
    }
    return rest.substr(0, 1);
}

bool ShellScan::read_word(ShellWord& word) {
    word.start = at_;
    while (!at_end() && !ends_shell_word(peek())) {
        if (!word_part(word)) return false;
    }
    word.raw = text_.substr(word.start, at_ - word.start);
    return true;
}

bool ShellScan::word_part(ShellWord& word) {
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

bool ShellScan::backslash(ShellWord& word) {
    if (at_ + 1 >= text_.size()) return false;
    word.literal += peek(1);
    at_ += 2;
    return true;
}

bool ShellScan::single_quoted() {
    const auto end = text_.find('\'', at_ + 1);
    if (end == std::string_view::npos) return false;
    at_ = end + 1;
    return true;
}

bool ShellScan::double_quoted() {
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

bool ShellScan::back_quoted() {
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

bool ShellScan::dollar(bool in_double_quotes) {
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
bool ShellScan::nested_part(char c) {
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

bool ShellScan::braces(bool in_double_quotes) {
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

bool ShellScan::parentheses() {
    // The patterns of `case` close parentheses that nothing opened.
    if (has_case_) return false;
    std::size_t open = 0;
    char before = ' ';
    while (!at_end()) {
        const char c = peek();
        if (c == '#' && ends_shell_word(before)) return false;
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

} // namespace ganger::core
