#include "dotenv_expansion.hpp"
#include "text_scan.hpp"

#include <ganger/core/dotenv.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <map>

namespace ganger::core {
namespace {

constexpr auto npos = std::string_view::npos;

constexpr bool is_key_character(char c) {
    return is_word(c) || c == '.' || c == '-';
}

// What a POSIX shell can hold as a variable.
bool is_portable_key(std::string_view key) {
    return !is_digit(key.front()) && std::all_of(key.begin(), key.end(), is_word);
}

class DotenvReader {
  public:
    DotenvReader(std::string_view text, const std::string& file, const ExpansionScope& scope,
                 DotenvOptions options)
        : text_{text}, file_{file}, scope_{scope} {
        context_.expand = options.expand;
        context_.lookup = [this](std::string_view name) { return lookup(name); };
    }
    DotenvReader(const DotenvReader&) = delete;
    DotenvReader& operator=(const DotenvReader&) = delete;

    void read_into(DotenvReading& reading) {
        diagnostics_ = &reading.diagnostics;
        for (begin_line(0); line_start_ < text_.size() && !refused_; begin_line(line_end_ + 1)) read_line();
        if (!refused_) reading.assignments = std::move(assignments_);
    }

  private:
    void begin_line(std::size_t start) {
        ++line_;
        line_start_ = start;
        line_end_ = std::min(text_.find('\n', start), text_.size());
    }

    // The line up to its trailing white space, with the offsets of the whole text.
    std::string_view up_to_line_end() const {
        const auto line = trim_end(text_.substr(line_start_, line_end_ - line_start_));
        return text_.substr(0, line_start_ + line.size());
    }

    void read_line() {
        const auto text = up_to_line_end();
        auto at = skip(text, line_start_, leading_blanks);
        if (at == text.size() || text[at] == '#') return;
        at = after_export(text, at);
        const auto key_start = at;
        if (is_word(text[at])) {
            while (at < text.size() && is_key_character(text[at])) ++at;
        }
        const auto key = text.substr(key_start, at - key_start);
        if (key.empty()) {
            const bool conflict = is_conflict_marker(text.substr(line_start_));
            error(at, Code::bad_key,
                  conflict ? "merge conflict marker; resolve the conflict first"
                           : "expected KEY=VALUE; the line is skipped");
            return;
        }
        const auto equals = skip(text, at, blanks);
        if (equals == text.size() || (equals > at && text[equals] == '#')) {
            warn(key_start, Code::bare_key, "no \"=\"; the line is skipped");
        } else if (text[equals] != '=') {
            const auto hint = text[equals] == ':' ? "; write KEY=VALUE" : "";
            error(equals, Code::bad_key,
                  fmt::format("expected \"=\" after the name{}; the line is skipped", hint));
        } else {
            if (equals > at)
                warn(at, Code::space_before_eq,
                     "white space before \"=\"; foreman, docker and shells do not read such a line");
            if (!is_portable_key(key))
                warn(key_start, Code::odd_key,
                     fmt::format("{} is no name that a shell can hold", in_quotes(key)));
            read_assignment(key, key_start, equals);
        }
    }

    // `export` is a key of its own in "export", "export=1" and "export =1".
    static std::size_t after_export(std::string_view text, std::size_t at) {
        constexpr std::string_view word = "export";
        if (!text.substr(at).starts_with(word)) return at;
        const auto next = skip(text, at + word.size(), blanks);
        return next == at + word.size() || next == text.size() || text[next] == '=' ? at : next;
    }

    void read_assignment(std::string_view key, std::size_t key_start, std::size_t equals) {
        const auto line = line_;
        auto value = read_value(key, equals);
        if (!value) return;
        const auto [known, is_new] = by_key_.emplace(key, assignments_.size());
        if (is_new) {
            assignments_.push_back({std::string{key}, std::move(*value), line});
            return;
        }
        auto& earlier = assignments_[known->second];
        diagnostics_->push_back(
            {file_, line, key_start - start_of(key_start) + 1, Severity::warning, Code::duplicate,
             fmt::format("{} was set on line {} already; the last one wins", in_quotes(key), earlier.line)});
        earlier.value = std::move(*value);
        earlier.line = line;
    }

    std::optional<std::string> read_value(std::string_view key, std::size_t equals) {
        const auto text = up_to_line_end();
        const auto start = skip(text, equals + 1, blanks);
        const char first = start < text.size() ? text[start] : '\0';
        if (first == '"' || first == '\'') return read_quoted(key, start);
        if (first == '#' && start > equals + 1) return "";
        if (first == '#')
            warn(start, Code::hash_value,
                 "the value begins with \"#\"; quote it, or put white space before a comment");
        return expanded(text.substr(start, end_of_bare(text, start) - start), Quoting::bare, key,
                        place(start));
    }

    // Up to white space that a "#" follows.
    static std::size_t end_of_bare(std::string_view text, std::size_t start) {
        for (auto hash = text.find('#', start); hash != npos; hash = text.find('#', hash + 1)) {
            if (hash > start && is_blank(text[hash - 1]))
                return std::max(start, trim_end(text.substr(0, hash)).size());
        }
        return text.size();
    }

    std::optional<std::string> read_quoted(std::string_view key, std::size_t open) {
        const auto value_place = place(open);
        const auto close = closing_quote(open);
        if (close == npos) {
            const auto kind = text_[open] == '"' ? "double" : "single";
            error(open, Code::unclosed_quote,
                  fmt::format("this {} quote is never closed; nothing of the file is used", kind));
            refused_ = true;
            return std::nullopt;
        }
        const auto raw = text_.substr(open + 1, close - open - 1);
        go_to_line_of(close, raw);
        if (!ends_after(close, value_place.line)) return std::nullopt;
        if (text_[open] == '\'') return std::string{raw};
        return expanded(raw, Quoting::double_quoted, key, value_place);
    }

    std::size_t closing_quote(std::size_t open) const {
        if (text_[open] == '\'') return text_.find('\'', open + 1);
        auto at = text_.find_first_of("\"\\", open + 1);
        while (at != npos && text_[at] == '\\') at = text_.find_first_of("\"\\", at + 2);
        return at;
    }

    void go_to_line_of(std::size_t offset, std::string_view passed) {
        const auto newlines = static_cast<std::size_t>(std::count(passed.begin(), passed.end(), '\n'));
        if (newlines == 0) return;
        begin_line(start_of(offset));
        line_ += newlines - 1;
    }

    // Whether only white space and a comment follow the closing quote.
    bool ends_after(std::size_t close, std::size_t opened) {
        const auto text = up_to_line_end();
        const auto next = skip(text, close + 1, blanks);
        if (next >= text.size()) return true;
        if (text[next] != '#') {
            const auto where =
                opened < line_ ? fmt::format(" of what began on line {}", opened) : std::string{};
            error(next, Code::text_after_quote,
                  fmt::format("text after the closing quote{}; the assignment is skipped", where));
            return false;
        }
        if (next == close + 1)
            warn(next, Code::comment_after_quote, "\"#\" right after a closing quote is read as a comment");
        return true;
    }

    struct Place {
        std::size_t line;
        std::size_t column;
    };

    std::size_t start_of(std::size_t offset) const {
        return text_.substr(0, offset).rfind('\n') + 1;
    } // npos + 1 is 0
    Place place(std::size_t offset) const { return {line_, offset - line_start_ + 1}; }

    std::optional<std::string> expanded(std::string_view raw, Quoting quoting, std::string_view key,
                                        Place at) {
        auto value = expand_value(raw, quoting, key, context_);
        bool usable = true;
        for (auto& problem : value.problems) {
            usable = usable && problem.severity != Severity::error;
            diagnostics_->push_back(
                {file_, at.line, at.column, problem.severity, problem.code, std::move(problem.message)});
        }
        if (!usable) return std::nullopt;
        return std::move(value.text);
    }

    std::optional<std::string_view> lookup(std::string_view name) const {
        if (scope_.above) {
            if (const auto value = scope_.above(name)) return value;
        }
        if (const auto own = by_key_.find(name); own != by_key_.end()) return assignments_[own->second].value;
        return scope_.below ? scope_.below(name) : std::nullopt;
    }

    void warn(std::size_t offset, Code code, std::string message) {
        report(offset, Severity::warning, code, std::move(message));
    }
    void error(std::size_t offset, Code code, std::string message) {
        report(offset, Severity::error, code, std::move(message));
    }
    void report(std::size_t offset, Severity severity, Code code, std::string message) {
        const auto [line, column] = place(offset);
        diagnostics_->push_back({file_, line, column, severity, code, std::move(message)});
    }

    std::string_view text_;
    const std::string& file_;
    const ExpansionScope& scope_;
    ExpansionContext context_;
    std::size_t line_ = 0;
    std::size_t line_start_ = 0;
    std::size_t line_end_ = 0;
    bool refused_ = false;
    std::vector<Assignment> assignments_;
    std::map<std::string, std::size_t, std::less<>> by_key_; // index in assignments_
    std::vector<Diagnostic>* diagnostics_ = nullptr;
};

} // namespace

DotenvReading read_dotenv(std::string_view bytes, const std::string& file, const ExpansionScope& scope,
                          DotenvOptions options) {
    auto decoded = decode(bytes, file);
    DotenvReading reading{std::nullopt, std::move(decoded.diagnostics)};
    if (auto error = nul_error(decoded.text, file)) {
        reading.diagnostics.push_back(std::move(*error));
        return reading;
    }
    DotenvReader{decoded.text, file, scope, options}.read_into(reading);
    return reading;
}

} // namespace ganger::core
