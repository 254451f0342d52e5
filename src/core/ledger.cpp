#include <ganger/core/ledger.hpp>
#include <ganger/core/run_name.hpp>

#include <boost/crc.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace ganger::core {

namespace {

constexpr std::string_view format_name = "ganger-ledger-1";
constexpr std::size_t too_large = std::size_t{1} << 20;
constexpr std::size_t digits_of_checksum = 8;

std::string checksum(std::string_view text) {
    boost::crc_32_type crc;
    crc.process_bytes(text.data(), text.size());
    return fmt::format("{:08x}", crc.checksum());
}

std::string record_of(const RecordedLaunch& launch) {
    return ledger_line(fmt::format("launched {} {} {} {} {}", static_cast<std::uint64_t>(launch.launch),
                                   launch.pid, launch.from, launch.to, launch.instance));
}

std::string record_of(const LedgerRun& run) {
    return ledger_line(
        fmt::format("{} {} {} {} {}", format_name, run.boot, run.pid_namespace, run.forks, run.run));
}

using Words = std::vector<std::string_view>;

// Of a line without its end; empty: its checksum is wrong.
Words words_of(std::string_view line) {
    if (line.size() <= digits_of_checksum) return {};
    const auto text = line.substr(0, line.size() - digits_of_checksum);
    if (!text.ends_with(' ') || checksum(text) != line.substr(text.size())) return {};
    Words words;
    for (auto rest = text; !rest.empty();) {
        const auto end = rest.find(' ');
        words.push_back(rest.substr(0, end));
        rest.remove_prefix(end + 1);
    }
    return words;
}

template <class Number>
bool read(std::string_view text, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

std::optional<LedgerRun> run_in(const Words& words) {
    LedgerRun run;
    if (words.size() != 5 || words[0] != format_name || words[1].empty() || words[4].empty())
        return std::nullopt;
    if (!read(words[2], run.pid_namespace) || !read(words[3], run.forks)) return std::nullopt;
    run.boot = words[1];
    run.run = words[4];
    return run;
}

std::optional<RecordedLaunch> launch_in(const Words& words) {
    RecordedLaunch launch;
    std::uint64_t number = 0;
    if (words.size() != 6 || words[0] != "launched" || words[5].empty()) return std::nullopt;
    const bool makes_sense = read(words[1], number) && read(words[2], launch.pid) && launch.pid > 1 &&
                             read(words[3], launch.from) && read(words[4], launch.to) &&
                             launch.from <= launch.to;
    if (!makes_sense) return std::nullopt;
    launch.launch = LaunchId{number};
    launch.instance = words[5];
    return launch;
}

std::optional<LaunchId> gone_in(const Words& words) {
    std::uint64_t number = 0;
    if (words.size() != 2 || words[0] != "gone" || !read(words[1], number)) return std::nullopt;
    return LaunchId{number};
}

bool take_record(const Words& words, Ledger& ledger) {
    if (auto launch = launch_in(words)) {
        ledger.launched(std::move(*launch));
        return true;
    }
    const auto gone = gone_in(words);
    if (gone) ledger.gone(*gone);
    return gone.has_value();
}

// Nothing where it has no end.
std::optional<std::string_view> take_line(std::string_view& text) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

std::string app_of(std::string_view run) {
    return std::string(run.substr(0, run.find('-')));
}

} // namespace

std::string ledger_line(std::string words) {
    words += ' ';
    return words + checksum(words) + '\n';
}

std::string ledger_name(const std::string& app_id) {
    return app_id + ".ledger";
}

std::string Ledger::launched(RecordedLaunch launch) {
    auto text = record_of(launch);
    const auto id = launch.launch;
    launches_.insert_or_assign(id, std::move(launch));
    return text;
}

std::string Ledger::gone(LaunchId launch) {
    if (launches_.erase(launch) == 0) return {};
    return ledger_line(fmt::format("gone {}", static_cast<std::uint64_t>(launch)));
}

std::string Ledger::text() const {
    auto text = record_of(run_);
    for (const auto& [id, launch] : launches_) text += record_of(launch);
    return text;
}

bool has_grown_too_large(std::size_t bytes) {
    return bytes > too_large;
}

LedgerReading read_ledger(std::string_view text) {
    const auto first = take_line(text);
    if (!first) return {};
    auto run = run_in(words_of(*first));
    if (!run) return {};
    LedgerReading reading{Ledger(std::move(*run)), true};
    while (const auto line = take_line(text)) {
        if (take_record(words_of(*line), *reading.ledger)) continue;
        reading.makes_sense = false;
        break;
    }
    return reading;
}

bool is_of_no_more_use(const Ledger& ledger, const LedgerFacts& facts) {
    const auto& run = ledger.run();
    const bool is_ours_to_judge = run.boot != facts.boot || run.pid_namespace == facts.pid_namespace;
    return is_ours_to_judge && !facts.supervisor_runs;
}

std::vector<KnownSession> known_sessions(const Ledger& ledger, const LedgerFacts& facts) {
    const auto& run = ledger.run();
    const bool is_valid_here = run.boot == facts.boot && run.pid_namespace == facts.pid_namespace &&
                               app_of(run.run) == facts.app && !facts.supervisor_runs;
    if (!is_valid_here) return {};
    // Numbers are given in a circle. What is in use is jumped over, so it may be shorter than all there are.
    const auto circle = facts.pids / 4;
    const bool own = facts.forks > run.forks && facts.forks - run.forks < circle;
    std::vector<KnownSession> sessions;
    for (const auto& [id, launch] : ledger.launches()) sessions.push_back({launch, own});
    return sessions;
}

} // namespace ganger::core
