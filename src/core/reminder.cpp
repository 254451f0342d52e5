#include "reminder.hpp"

#include "json_line.hpp"
#include "terminal_text.hpp"

#include <ganger/core/log_reader.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ganger::core {

namespace {

constexpr std::size_t most_lines = 10;
constexpr std::size_t longest = 1000; // in bytes
constexpr std::size_t handful = 5;    // lines of others between which nobody has to search

// A progress bar in its last state.
std::string_view last_state(std::string_view text) {
    while (text.ends_with('\r')) text.remove_suffix(1);
    return text.substr(text.rfind('\r') + 1);
}

std::string shown(std::string_view text) {
    text = last_state(text);
    if (text.size() > longest) text = text.substr(0, whole_characters(text.substr(0, longest)));
    TerminalText terminal;
    std::string out;
    terminal.write(text, {}, out);
    out += terminal.end();
    return out;
}

} // namespace

Reminder::Reminder(const LineFormat& format, std::vector<std::string> hidden, bool quiet)
    : somebody_looks_(format.terminal &&
                      (format.log_format == LogFormat::pretty || format.log_format == LogFormat::plain)),
      hidden_(std::move(hidden)), quiet_(quiet) {}

bool Reminder::is_hidden(std::string_view type) const {
    if (type == own_type) return quiet_;
    return std::find(hidden_.begin(), hidden_.end(), type) != hidden_.end();
}

std::size_t Reminder::lines_of_others(const LogHistory& history, const std::string& name,
                                      std::uint64_t since) const {
    std::size_t lines = 0;
    for (const auto& [type, ring] : history.rings()) {
        if (is_hidden(type)) continue;
        auto cursor = ring->oldest();
        while (const auto piece = ring->at(cursor, ring->end())) {
            LogRing::pass(cursor, *piece, piece->bytes.size());
            if (piece->mark.order <= since) continue;
            if (type != own_type && fmt::format("{}.{}", type, piece->mark.number) == name) continue;
            lines += static_cast<std::size_t>(std::count(piece->bytes.begin(), piece->bytes.end(), '\n'));
            if (lines > handful) return lines;
        }
    }
    return lines;
}

std::vector<std::string> Reminder::once_more(LogHistory& history, const std::string& name) {
    if (name.empty() || !somebody_looks_) return {};
    std::vector<LastLine> last;
    SourceId launch{};
    LogReader reader(history, {.lines = most_lines, .names = {name}});
    while (const auto line = reader.next()) {
        if (std::exchange(launch, line->source) != line->source) last.clear();
        last.emplace_back(line->order, line->text);
    }
    if (last.empty()) return {};
    const bool seen = !is_hidden(name.substr(0, name.find('.')));
    if (seen && lines_of_others(history, name, last.front().first) <= handful) return {};
    auto& given = given_[name];
    if (given == last.back()) return {};
    given = last.back();
    std::vector<std::string> lines{fmt::format("the last lines of {}, once more:", name)};
    for (const auto& [order, text] : last) lines.push_back("    " + shown(text));
    return lines;
}

} // namespace ganger::core
