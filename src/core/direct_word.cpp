#include "direct_word.hpp"

#include "shell_names.hpp"
#include "shell_scan.hpp"

namespace ganger::core {

namespace {

constexpr int deepest_nesting = 32;
// The kernel takes no longer one, and `A=$A$A A=$A$A …` would soon fill the memory.
constexpr std::size_t longest_word = std::size_t{128} * 1024;
// What an unquoted value must not hold: it would be split, or taken for a pattern. Shells differ in what a
// backslash is there.
constexpr std::string_view remade_by_shell = " \t\n*?[\\";

bool is_one_of(char c, std::string_view characters) {
    return characters.find(c) != std::string_view::npos;
}

} // namespace

bool DirectWordReader::refuse(std::string_view why) {
    why_ = why;
    return false;
}

bool DirectWordReader::append(std::string_view value, std::string& to) {
    if (value.size() > longest_word - to.size()) return refuse("too long");
    to += value;
    return true;
}

bool DirectWordReader::read() {
    while (!at_end() && !ends_shell_word(peek())) {
        if (!part()) return false;
    }
    return true;
}

bool DirectWordReader::part() {
    const char c = peek();
    switch (c) {
    case '\\':
        return backslash();
    case '\'':
        return single_quoted();
    case '"':
        return double_quoted();
    case '$':
        return unquoted_variable();
    case '`':
    case '~': // a home, at the beginning; for some shells also behind = and :
        return refuse({&c, 1});
    default:
        // bash expands braces, dash does not.
        if (kind_ == Kind::argument && is_one_of(c, "*?[{}")) return refuse({&c, 1});
        ++at_;
        return append({&c, 1}, word_);
    }
}

bool DirectWordReader::backslash() {
    if (at_ + 1 >= text_.size()) return refuse("\\");
    at_ += 2;
    return append(text_.substr(at_ - 1, 1), word_);
}

bool DirectWordReader::single_quoted() {
    const auto end = text_.find('\'', at_ + 1);
    if (end == std::string_view::npos) return refuse("'");
    const std::size_t start = at_ + 1;
    at_ = end + 1;
    return append(text_.substr(start, end - start), word_);
}

bool DirectWordReader::double_quoted() {
    ++at_;
    while (!at_end()) {
        if (peek() == '"') {
            ++at_;
            return true;
        }
        if (!quoted_part()) return false;
    }
    return refuse("\"");
}

bool DirectWordReader::quoted_part() {
    const char c = peek();
    if (c == '`') return refuse("`");
    if (c == '$') {
        std::string value;
        return variable(true, value) && append(value, word_);
    }
    const bool escaped = c == '\\' && at_ + 1 < text_.size() && is_one_of(peek(1), "$`\"\\");
    at_ += escaped ? 2U : 1U;
    return append(text_.substr(at_ - 1, 1), word_);
}

bool DirectWordReader::unquoted_variable() {
    const std::size_t start = at_;
    std::string value;
    if (!variable(false, value)) return false;
    const bool remade = value.empty() || value.find_first_of(remade_by_shell) != std::string::npos;
    if (kind_ == Kind::argument && remade) return refuse(text_.substr(start, at_ - start));
    return append(value, word_);
}

bool DirectWordReader::variable(bool quoted, std::string& value) {
    ++at_;
    if (peek() == '{') return braces(quoted, value);
    if (peek() == '(') return refuse("$(");
    const std::size_t start = at_;
    if (!begins_shell_name(peek())) return refuse("$");
    while (is_in_shell_name(peek())) ++at_;
    const std::string* found = nullptr;
    if (!look_up(text_.substr(start, at_ - start), found)) return false;
    if (found != nullptr) value = *found;
    return true;
}

bool DirectWordReader::look_up(std::string_view name, const std::string*& value) {
    if (is_shell_variable(name)) return refuse("$" + std::string{name});
    value = variables_(name);
    return true;
}

bool DirectWordReader::braces(bool quoted, std::string& value) {
    if (depth_ >= deepest_nesting) return refuse("${");
    const std::size_t start = ++at_;
    if (!begins_shell_name(peek())) return refuse("${");
    while (is_in_shell_name(peek())) ++at_;
    const std::string* found = nullptr;
    if (!look_up(text_.substr(start, at_ - start), found)) return false;
    const bool empty_counts_as_unset = peek() == ':';
    if (empty_counts_as_unset) ++at_;
    const bool has_default = peek() == '-';
    if (has_default) ++at_;
    if (!has_default && (empty_counts_as_unset || peek() != '}')) return refuse("${");
    std::string otherwise;
    ++depth_;
    if (!default_word(quoted, otherwise)) return false;
    --depth_;
    if (found != nullptr) value = *found;
    if (has_default && (found == nullptr || (empty_counts_as_unset && value.empty()))) value = otherwise;
    return true;
}

// Up to the closing brace and over it. Shells differ in what quotes mean there, and a word with blanks may
// become several.
bool DirectWordReader::default_word(bool quoted, std::string& value) {
    while (!at_end() && peek() != '}') {
        const char c = peek();
        if (c == '$') {
            std::string inner;
            if (!variable(quoted, inner) || !append(inner, value)) return false;
            continue;
        }
        if (is_one_of(c, "'\"\\`{~") || (!quoted && (ends_shell_word(c) || is_one_of(c, "*?["))))
            return refuse("${");
        if (!append({&c, 1}, value)) return false;
        ++at_;
    }
    if (at_end()) return refuse("${");
    ++at_;
    return true;
}

} // namespace ganger::core
