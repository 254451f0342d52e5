// Reads one word and expands it as a shell would, where no field splitting, no pattern and no substitution
// could make a difference; else says what stands in the way.
#pragma once

#include <ganger/core/command_form.hpp>

#include <string>
#include <string_view>

namespace ganger::core {

class DirectWordReader {
  public:
    // The value of an assignment is neither split nor taken for a pattern.
    enum class Kind { argument, assigned_value };

    DirectWordReader(std::string_view text, std::size_t at, Kind kind, const VariableLookup& variables)
        : text_{text}, at_{at}, kind_{kind}, variables_{variables} {}

    // False: why() needs the shell.
    bool read();
    const std::string& word() const { return word_; }
    const std::string& why() const { return why_; }
    std::size_t end() const { return at_; }

  private:
    bool at_end() const { return at_ >= text_.size(); }
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    bool refuse(std::string_view why);
    bool append(std::string_view value, std::string& to);
    bool part();
    bool backslash();
    bool single_quoted();
    bool double_quoted();
    bool quoted_part();
    bool unquoted_variable();
    bool variable(bool quoted, std::string& value);
    bool braces(bool quoted, std::string& value);
    bool default_word(bool quoted, std::string& value);
    bool look_up(std::string_view name, const std::string*& value);

    std::string_view text_;
    std::size_t at_;
    Kind kind_;
    const VariableLookup& variables_;
    int depth_ = 0;
    std::string word_;
    std::string why_;
};

} // namespace ganger::core
