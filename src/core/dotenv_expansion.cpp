#include "dotenv_expansion.hpp"

#include "text_scan.hpp"

#include <ganger/core/text.hpp>

#include <fmt/format.h>

namespace ganger::core {
namespace {

constexpr auto npos = std::string_view::npos;

constexpr bool begins_name(char c) {
    return is_letter(c) || c == '_';
}

// ${NAME}, ${NAME:-word} and the like, taken apart.
struct Reference {
    std::string_view name;
    char operation = 0;    // 0: none; '-' '+' '?'
    bool or_empty = false; // ":-" counts an empty value as unset, "-" does not
    std::size_t word = 0;  // where it begins
};

class Expander {
  public:
    Expander(std::string_view raw, Quoting quoting, std::string_view key, ExpansionContext& context)
        : raw_{raw}, quoting_{quoting}, key_{key}, context_{context} {}

    ExpandedValue expand() && {
        if (context_.expand && raw_.find("${") != npos) match_braces();
        expand_range(0, raw_.size(), 0);
        return std::move(value_);
    }

  private:
    // What a backslash at `at` makes of the character behind it: how many of both it takes.
    std::size_t escape_length(std::size_t at, std::size_t end) const {
        if (at + 1 >= end) return 1;
        if (quoting_ == Quoting::double_quoted) return 2;
        return raw_[at + 1] == '$' && context_.expand ? 2 : 1;
    }

    // One pass for all: looking for each "}" anew would take quadratic time where it is missing.
    void match_braces() {
        closing_.assign(raw_.size(), npos);
        std::vector<std::size_t> open;
        for (std::size_t at = 0; at < raw_.size(); ++at) {
            if (raw_[at] == '\\') {
                at += escape_length(at, raw_.size()) - 1;
            } else if (raw_.substr(at).starts_with("${")) {
                open.push_back(at++);
            } else if (raw_[at] == '}' && !open.empty()) {
                closing_[open.back()] = at;
                open.pop_back();
            }
        }
    }

    void expand_range(std::size_t at, std::size_t end, std::size_t depth) {
        const auto special = context_.expand ? std::string_view{"\\$"} : std::string_view{"\\"};
        while (at < end) {
            const auto stop = std::min(raw_.substr(0, end).find_first_of(special, at), end);
            value_.text += raw_.substr(at, stop - at);
            if (stop == end) return;
            at = raw_[stop] == '$' ? expand_dollar(stop, end, depth) : unescape(stop, end);
        }
    }

    std::size_t unescape(std::size_t at, std::size_t end) {
        const auto length = escape_length(at, end);
        const char c = length == 2 ? raw_[at + 1] : '\\';
        if (quoting_ == Quoting::bare) {
            value_.text += c;
            return at + length;
        }
        switch (c) {
        case 'n':
            value_.text += '\n';
            break;
        case 'r':
            value_.text += '\r';
            break;
        case 't':
            value_.text += '\t';
            break;
        case '\n':
            break;
        case '"':
        case '\\':
        case '$':
        case '`':
            value_.text += c;
            break;
        default:
            value_.text += raw_.substr(at, length);
        }
        return at + length;
    }

    std::size_t expand_dollar(std::size_t at, std::size_t end, std::size_t depth) {
        if (at + 1 < end && raw_[at + 1] == '{') return expand_braces(at, depth);
        auto name_end = at + 1;
        if (name_end < end && begins_name(raw_[name_end])) {
            while (name_end < end && is_word(raw_[name_end])) ++name_end;
        }
        const auto name = raw_.substr(at + 1, name_end - at - 1);
        const auto value = name.empty() ? std::nullopt : context_.lookup(name);
        if (value) {
            insert(*value, at, name_end);
        } else {
            value_.text += raw_.substr(at, name_end - at);
            // Not named: where a password holds a dollar, the "name" is a part of it.
            if (!name.empty())
                warn(Code::unset,
                     R"(names a variable that is not set; kept as text; write "\$" for a dollar)");
        }
        return name_end;
    }

    std::size_t expand_braces(std::size_t at, std::size_t depth) {
        const auto close = closing_[at];
        const auto reference = close == npos ? std::nullopt : reference_at(at + 2, close);
        if (!reference) {
            warn(Code::bad_substitution, R"(has a "${" that is no substitution; kept as text)");
            value_.text += '$';
            return at + 1;
        }
        if (depth >= max_expansion_depth) {
            warn(Code::bad_substitution,
                 fmt::format("has more than {} substitutions in one another; kept as text",
                             max_expansion_depth));
            value_.text += raw_.substr(at, close + 1 - at);
            return close + 1;
        }
        substitute(*reference, at, close, depth);
        return close + 1;
    }

    std::optional<Reference> reference_at(std::size_t begin, std::size_t close) const {
        auto at = begin;
        if (!begins_name(raw_[at])) return std::nullopt;
        while (is_word(raw_[at]) || raw_[at] == '.') ++at;
        Reference reference{raw_.substr(begin, at - begin), 0, false, close};
        if (at == close) return reference;
        reference.or_empty = raw_[at] == ':';
        if (reference.or_empty) ++at;
        switch (raw_[at]) {
        case '-':
        case '=':
            reference.operation = '-';
            break;
        case '+':
            reference.operation = '+';
            break;
        case '?':
            reference.operation = '?';
            break;
        default:
            return std::nullopt;
        }
        reference.word = at + 1;
        return reference;
    }

    void substitute(const Reference& reference, std::size_t at, std::size_t close, std::size_t depth) {
        const auto value = context_.lookup(reference.name);
        const bool present = value && !(reference.or_empty && value->empty());
        if (reference.operation == '+') {
            if (present) expand_range(reference.word, close, depth + 1);
        } else if (present) {
            insert(*value, at, close + 1);
        } else if (reference.operation == '-') {
            expand_range(reference.word, close, depth + 1);
        } else if (reference.operation == '?') {
            require(reference.name, raw_.substr(reference.word, close - reference.word));
        } else {
            warn(Code::unset,
                 fmt::format("needs {}, which is not set; taken as empty", in_quotes(reference.name)));
        }
    }

    void insert(std::string_view text, std::size_t at, std::size_t end) {
        if (text.size() > context_.may_insert) {
            warn(Code::bad_substitution,
                 fmt::format(
                     "would grow too long: the substitutions of a file may insert {} bytes; kept as text",
                     max_inserted_bytes));
            value_.text += raw_.substr(at, end - at);
            return;
        }
        context_.may_insert -= text.size();
        value_.text += text;
    }

    void require(std::string_view name, std::string_view message) {
        const auto reason = message.empty() ? std::string{"it is not set"} : in_quotes(message);
        value_.problems.push_back(
            {Severity::error, Code::required,
             fmt::format("the value of {} requires {}: {}", key_, in_quotes(name), reason)});
    }

    void warn(Code code, std::string_view what) {
        value_.problems.push_back({Severity::warning, code, fmt::format("the value of {} {}", key_, what)});
    }

    std::string_view raw_;
    Quoting quoting_;
    std::string_view key_;
    ExpansionContext& context_;
    std::vector<std::size_t> closing_; // where the "${" at this offset ends
    ExpandedValue value_;
};

} // namespace

ExpandedValue expand_value(std::string_view raw, Quoting quoting, std::string_view key,
                           ExpansionContext& context) {
    return Expander{raw, quoting, key, context}.expand();
}

} // namespace ganger::core
