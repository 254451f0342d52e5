#include "stream_follower.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace ganger::sim {

using namespace core;

namespace {

LogQuery from_the_beginning(std::vector<std::string> names, std::size_t max_line) {
    return {.lines = std::nullopt, .follow = true, .names = std::move(names), .max_line = max_line};
}

void split(std::string_view bytes, std::vector<std::string>& lines) {
    while (!bytes.empty()) {
        const auto end = std::min(bytes.find('\n'), bytes.size());
        lines.emplace_back(bytes.substr(0, end));
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
}

// What the leader began is complete when nobody goes on with it.
std::vector<std::string> lines_of(const PipeEnd& pipe) {
    std::vector<std::string> lines;
    const std::string_view read = pipe.read;
    const auto last = std::min(pipe.complete.value_or(read.size()), read.size());
    split(read.substr(0, last), lines);
    split(read.substr(last), lines);
    return lines;
}

bool is_among(const std::vector<std::string>& some, const std::vector<std::string>& all) {
    auto next = all.begin();
    for (const auto& line : some) {
        next = std::find(next, all.end(), line);
        if (next == all.end()) return false;
        ++next;
    }
    return true;
}

} // namespace

StreamFollower::StreamFollower(std::string who, LogHistory& history, Dice& dice,
                               std::vector<std::string> names, std::size_t max_line)
    : who_(std::move(who)), history_(&history), dice_(&dice),
      query_(from_the_beginning(std::move(names), max_line)), reader_(history, query_) {}

// Of a line that was lost after its first part, that part is shown and the line counted.
void StreamFollower::take(const LogLine& line, Lines& lines) {
    const auto name = name_of(fmt::format("{}.{}", line.type, line.instance), line.stream);
    auto& begun = lines.begun[name];
    if (!line.continued) begun.clear();
    begun += line.text;
    if (!line.cut) lines.whole[name].push_back(std::exchange(begun, {}));
}

bool StreamFollower::read_one() {
    const auto line = reader_.next();
    lost_ += reader_.take_lost();
    if (line) take(*line, got_);
    return line.has_value();
}

void StreamFollower::read_some() {
    for (auto count = dice_->below(30); count > 0 && read_one();) --count;
}

std::string StreamFollower::verdict(const std::vector<PipeEnd>& pipes) {
    while (read_one()) {
    }
    if (!reader_.ended()) return who_ + " never meets the end";
    Lines all;
    query_.follow = false;
    LogReader last(*history_, query_);
    while (const auto line = last.next()) take(*line, all);
    std::uint64_t seen = lost_;
    std::uint64_t written = 0;
    for (const PipeEnd& pipe : pipes) {
        const auto lines = lines_of(pipe);
        const auto& got = got_.whole[pipe.shown_as];
        const auto& kept = all.whole[pipe.shown_as];
        written += lines.size();
        seen += got.size();
        if (lost_ == 0 && got != lines) return who_ + " does not have the lines of " + pipe.shown_as;
        if (!is_among(got, lines)) return who_ + " has other lines of " + pipe.shown_as;
        if (kept.size() > lines.size() || !std::equal(kept.rbegin(), kept.rend(), lines.rbegin()))
            return "the history has other lines of " + pipe.shown_as;
    }
    if (seen == written) return {};
    return fmt::format("{} lines were written, {} knows of {}, {} of them lost", written, who_, seen, lost_);
}

} // namespace ganger::sim
