#include "text_scan.hpp"

#include <ganger/core/procfile.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <map>

namespace ganger::core {
namespace {

constexpr bool is_name_character(char c) {
    return is_word(c) || c == '-';
}

bool is_name(std::string_view text) {
    return !text.empty() && text.front() != '-' && std::all_of(text.begin(), text.end(), is_name_character);
}

bool looks_like_entry(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_name(line.substr(0, colon))) return false;
    const auto rest = line.substr(colon + 1);
    return trim_end(rest).empty() || is_blank(rest.front());
}

// The shell takes a backslash before the end of a line away, unless another one quotes it.
bool ends_in_odd_backslashes(std::string_view line) {
    const auto last_other = line.find_last_not_of('\\');
    return (line.size() - (last_other + 1)) % 2 == 1; // npos + 1 is 0
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return lines;
}

std::string bad_name_reason(std::string_view name) {
    if (name.empty()) return "no process type before the colon";
    const auto why = name.find('.') == std::string_view::npos
                         ? R"(a process type is letters, digits, "_" and "-")"
                         : R"("." is kept for instances such as web.1)";
    std::string better{name.substr(std::min(name.find_first_not_of("-."), name.size()))};
    std::replace(better.begin(), better.end(), '.', '-');
    const auto advice = is_name(better) ? fmt::format("; write {}", in_quotes(better)) : std::string{};
    return fmt::format("bad process type {}: {}{}", in_quotes(name), why, advice);
}

class ProcfileReader {
  public:
    ProcfileReader(std::string_view text, const std::string& file) : file_{file}, lines_{lines_of(text)} {}

    void read_into(ProcfileReading& reading) {
        diagnostics_ = &reading.diagnostics;
        for (first_ = 0; first_ < lines_.size(); first_ = last_ + 1) {
            last_ = first_;
            read_line();
        }
        if (entries_.empty())
            report(0, 0, Severity::error, Code::no_entries,
                   "no process types found; an entry reads \"web: command\"");
        reading.procfile = std::move(entries_);
    }

  private:
    void read_line() {
        const auto line = trim_end(lines_[first_]);
        const auto start = skip(line, 0, leading_blanks);
        if (start == line.size() || line[start] == '#') return;
        if (is_conflict_marker(line)) {
            report(first_, 0, Severity::error, Code::merge_conflict,
                   "merge conflict marker; resolve the conflict first");
            return;
        }
        find_last();
        if (line.substr(start).starts_with("//")) {
            warn(start, Code::slash_comment, skipped("a comment starts with \"#\""));
            return;
        }
        const auto name_end = std::min(line.find_first_of(" \t:", start), line.size());
        const auto colon = skip(line, name_end, blanks);
        if (colon == line.size() || line[colon] != ':') {
            warn(start, Code::no_colon, skipped("expected \"name: command\""));
            return;
        }
        const auto name = line.substr(start, name_end - start);
        if (!is_name(name)) {
            warn(start, Code::bad_name, skipped(bad_name_reason(name)));
            return;
        }
        read_entry(name, start, name_end, colon);
    }

    void read_entry(std::string_view name, std::size_t start, std::size_t name_end, std::size_t colon) {
        auto command = joined(colon + 1);
        if (start > 0) warn(0, Code::indent, "white space before the process type");
        if (colon > name_end)
            warn(name_end, Code::space_before_colon,
                 "white space before \":\"; Heroku and foreman do not read such a line");
        if (command.empty()) {
            warn(colon + 1, Code::empty_command, skipped(fmt::format("no command for {}", in_quotes(name))));
            return;
        }
        if (!is_blank(lines_[first_][colon + 1])) {
            warn(colon + 1, Code::no_space_after_colon,
                 "no white space after \":\"; Heroku and overmind ignore such a line");
        }
        if (last_ > first_)
            warn(start, Code::continuation, "continued line; foreman and Heroku read its first line only");
        warn_of_last_backslash();
        keep({std::string{name}, std::move(command), first_ + 1}, start);
    }

    // How far the entry goes: the lines that a backslash joins to the first one.
    void find_last() {
        while (ends_in_odd_backslashes(lines_[last_]) && last_ + 1 < lines_.size() &&
               can_be_joined(lines_[last_ + 1]))
            ++last_;
    }

    static bool can_be_joined(std::string_view line) {
        return !trim_end(line).empty() && !looks_like_entry(line) && !is_conflict_marker(line);
    }

    std::string joined(std::size_t from) const {
        std::string command;
        for (auto index = first_; index <= last_; ++index) {
            auto part = lines_[index];
            if (index < last_) part.remove_suffix(1);
            command += index == first_ ? part.substr(from) : part;
        }
        const auto trimmed = trim_end(command);
        return std::string{trimmed.substr(skip(trimmed, 0, blanks))};
    }

    void warn_of_last_backslash() {
        const auto line = lines_[last_];
        if (!ends_in_odd_backslashes(line)) return;
        if (last_ + 1 < lines_.size() && looks_like_entry(lines_[last_ + 1])) {
            // In the column where the entry's first line ended, as far as this line reaches.
            const auto column = std::min(lines_[first_].size(), line.size()) - 1;
            report(last_, column, Severity::warning, Code::backslash_before_entry,
                   "the line ends in a backslash but the next one begins a process type; not joined");
            return;
        }
        report(last_, line.size() - 1, Severity::warning, Code::trailing_backslash,
               "the line ends in a backslash but no line follows that could be joined");
    }

    void keep(ProcfileEntry entry, std::size_t start) {
        const auto [known, is_new] = by_type_.emplace(entry.type, entries_.size());
        if (is_new) {
            entries_.push_back(std::move(entry));
            return;
        }
        auto& earlier = entries_[known->second];
        warn(start, Code::duplicate,
             fmt::format("{} was defined on line {} already; the last one wins", in_quotes(entry.type),
                         earlier.line));
        earlier = std::move(entry);
    }

    std::string skipped(std::string_view why) const {
        if (last_ == first_) return fmt::format("{}; the line is skipped", why);
        return fmt::format("{}; the line is skipped, and so are those joined to it, up to line {}", why,
                           last_ + 1);
    }

    void warn(std::size_t offset, Code code, std::string message) {
        report(first_, offset, Severity::warning, code, std::move(message));
    }

    void report(std::size_t line, std::size_t offset, Severity severity, Code code, std::string message) {
        diagnostics_->push_back({file_, line + 1, offset + 1, severity, code, std::move(message)});
    }

    const std::string& file_;
    std::vector<std::string_view> lines_;
    std::size_t first_ = 0; // the entry being read: its first line,
    std::size_t last_ = 0;  // and the last one joined to it
    Procfile entries_;
    std::map<std::string, std::size_t, std::less<>> by_type_;
    std::vector<Diagnostic>* diagnostics_ = nullptr;
};

constexpr bool is_strict(Code code) {
    return code == Code::no_colon || code == Code::bad_name || code == Code::duplicate ||
           code == Code::empty_command || code == Code::backslash_before_entry;
}

} // namespace

ProcfileReading read_procfile(std::string_view bytes, const std::string& file) {
    auto decoded = decode(bytes, file);
    ProcfileReading reading{std::nullopt, std::move(decoded.diagnostics)};
    if (auto error = nul_error(decoded.text, file)) {
        reading.diagnostics.push_back(std::move(*error));
        return reading;
    }
    ProcfileReader{decoded.text, file}.read_into(reading);
    return reading;
}

void make_strict(std::vector<Diagnostic>& diagnostics) {
    for (auto& diagnostic : diagnostics) {
        if (is_strict(diagnostic.code)) diagnostic.severity = Severity::error;
    }
}

bool has_errors(const std::vector<Diagnostic>& diagnostics) {
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error; });
}

} // namespace ganger::core
