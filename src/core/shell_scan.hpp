// Reads the words of a command as a shell would, and nothing else: quotes, expansions and substitutions to
// their end. What shells read differently, or what it is not sure of, it refuses.
#pragma once

#include <string>
#include <string_view>

namespace ganger::core {

struct ShellWord {
    std::size_t start = 0;
    std::string_view raw;
    std::string literal;      // without quotes
    bool literal_only = true; // no expansion, no pattern, no brace: what stands there is what runs
};

bool is_shell_blank(char c);
bool ends_shell_word(char c); // a blank or an operator

class ShellScan {
  public:
    explicit ShellScan(std::string_view text)
        : text_{text}, has_case_{text.find("esac") != std::string_view::npos} {}

    bool at_end() const { return at_ >= text_.size(); }
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    std::size_t position() const { return at_; }
    void go_to(std::size_t position) { at_ = position; }
    void advance() { ++at_; }
    void skip_blanks();
    bool at_end_or_comment(); // behind blanks
    std::string_view operator_here() const;
    // False: unclosed, or in doubt.
    bool read_word(ShellWord& word);

  private:
    bool word_part(ShellWord& word);
    bool backslash(ShellWord& word);
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

} // namespace ganger::core
