#include <ganger/core/position.hpp>

#include <fmt/format.h>

namespace ganger::core {

std::string_view code_text(Code code) {
    switch (code) {
    case Code::backslash_before_entry:
        return "backslash-before-entry";
    case Code::bad_key:
        return "bad-key";
    case Code::bad_name:
        return "bad-name";
    case Code::bad_port:
        return "bad-port";
    case Code::bad_substitution:
        return "bad-substitution";
    case Code::bad_value:
        return "bad-value";
    case Code::bare_key:
        return "bare-key";
    case Code::comment_after_quote:
        return "comment-after-quote";
    case Code::continuation:
        return "continuation";
    case Code::cut_timeout:
        return "cut-timeout";
    case Code::duplicate:
        return "duplicate";
    case Code::empty_command:
        return "empty-command";
    case Code::encoding:
        return "encoding";
    case Code::exit_code_from:
        return "exit-code-from";
    case Code::hash_value:
        return "hash-value";
    case Code::indent:
        return "indent";
    case Code::merge_conflict:
        return "merge-conflict";
    case Code::missing_folder:
        return "missing-folder";
    case Code::needs_root:
        return "needs-root";
    case Code::no_colon:
        return "no-colon";
    case Code::no_entries:
        return "no-entries";
    case Code::no_space_after_colon:
        return "no-space-after-colon";
    case Code::no_start:
        return "no-start";
    case Code::nul:
        return "nul";
    case Code::odd_key:
        return "odd-key";
    case Code::port_range:
        return "port-range";
    case Code::refused_count:
        return "refused-count";
    case Code::required:
        return "required";
    case Code::slash_comment:
        return "slash-comment";
    case Code::space_before_colon:
        return "space-before-colon";
    case Code::space_before_eq:
        return "space-before-eq";
    case Code::text_after_quote:
        return "text-after-quote";
    case Code::toml_syntax:
        return "toml-syntax";
    case Code::trailing_backslash:
        return "trailing-backslash";
    case Code::unclosed_quote:
        return "unclosed-quote";
    case Code::unknown_key:
        return "unknown-key";
    case Code::unknown_type:
        return "unknown-type";
    case Code::unknown_user:
        return "unknown-user";
    case Code::unreadable:
        return "unreadable";
    case Code::unset:
        return "unset";
    case Code::wrong_type:
        return "wrong-type";
    }
    return "";
}

std::string_view severity_text(Severity severity) {
    switch (severity) {
    case Severity::warning:
        return "warning";
    case Severity::error:
        return "error";
    }
    return "";
}

std::string Diagnostic::text() const {
    auto place = line == 0 ? file : fmt::format("{}:{}:{}", file, line, column);
    if (!place.empty()) place += ": ";
    return fmt::format("{}{}: {} [{}]", place, severity_text(severity), message, code_text(code));
}

} // namespace ganger::core
