// Where in a user's file something is, and what is to be said about it. Columns count bytes of the decoded
// text. A message never quotes a value of a .env file, nor a line of it that could not be read: it may be a
// secret.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ganger::core {

enum class Severity { warning, error };

// Stable codes; text in one table in position.cpp. Those of the Procfile, of .env and of ganger.toml, and of
// what would be refused at the start.
enum class Code {
    backslash_before_entry,
    bad_key,
    bad_name,
    bad_port,
    bad_substitution,
    bad_value,
    bare_key,
    comment_after_quote,
    continuation,
    cut_timeout,
    duplicate,
    empty_command,
    encoding,
    exit_code_from,
    hash_value,
    indent,
    merge_conflict,
    missing_folder,
    needs_root,
    no_colon,
    no_entries,
    no_start,
    no_space_after_colon,
    nul,
    odd_key,
    port_range,
    refused_count,
    required,
    slash_comment,
    space_before_colon,
    space_before_eq,
    text_after_quote,
    toml_syntax,
    trailing_backslash,
    unclosed_quote,
    unknown_key,
    unknown_type,
    unknown_user,
    unreadable,
    unset,
    wrong_type,
};

std::string_view code_text(Code code); // "no-colon"
std::string_view severity_text(Severity severity);

struct Diagnostic {
    std::string file;       // empty: not in a file
    std::size_t line = 0;   // from 1; 0: the file as a whole
    std::size_t column = 0; // from 1
    Severity severity = Severity::error;
    Code code{};
    std::string message;

    // "Procfile:3:1: warning: message [code]"
    std::string text() const;
};

} // namespace ganger::core
