#include "stream_raw.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace ganger::sim {

using namespace core;

namespace {

std::string letters_of(SourceId source, std::string_view bytes) {
    std::string letters;
    for (const char c : bytes)
        if (is_of(source, c)) letters += c;
    return letters;
}

bool is_part_of(std::string_view part, std::string_view whole) {
    std::size_t at = 0;
    for (const char c : part) {
        at = whole.find(c, at);
        if (at == whole.npos) return false;
        ++at;
    }
    return true;
}

std::string judge_stream(const Evidence& evidence) {
    const StreamCounts& counts = evidence.counts;
    if (evidence.sink.size() != counts.written || counts.held != 0)
        return fmt::format("{} bytes counted as written and {} as held, the sink has {}", counts.written,
                           counts.held, evidence.sink.size());
    if (evidence.pipes.size() == 1 && counts.dropped == 0 && evidence.sink != evidence.pipes.front().read)
        return "the bytes of the only source are others";
    for (const PipeEnd& pipe : evidence.pipes) {
        const auto shown = letters_of(pipe.source, evidence.sink);
        const auto read = letters_of(pipe.source, pipe.read);
        if (counts.dropped == 0 && shown != read) return fmt::format("the bytes of {} are others", pipe.name);
        if (!is_part_of(shown, read))
            return fmt::format("{} never wrote that, or not in this order", pipe.name);
    }
    return {};
}

struct Said {
    std::uint64_t own = 0;
    std::uint64_t bytes = 0;
};

// "dropped 3 lines (45 bytes)…", "dropped 3 lines of ganger's own…"
void read_notice(const std::string& line, Said& said) {
    const auto first = std::strtoull(line.c_str() + line.find("dropped ") + 8, nullptr, 10);
    const auto bytes = line.find(" (");
    if (bytes == line.npos) {
        said.own += first;
    } else {
        said.bytes += std::strtoull(line.c_str() + bytes + 2, nullptr, 10);
    }
}

std::string judge_aside(const Evidence& evidence) {
    std::string_view rest = evidence.aside;
    auto next = evidence.own.begin();
    std::size_t shown = 0;
    Said said;
    for (auto end = rest.find('\n'); end != rest.npos; end = rest.find('\n')) {
        const std::string line(rest.substr(0, end));
        rest.remove_prefix(end + 1);
        if (line.find("dropped ") != line.npos) {
            read_notice(line, said);
            continue;
        }
        next = std::find_if(next, evidence.own.end(),
                            [&](const OwnLine& own) { return "ganger: " + own.text == line; });
        if (next == evidence.own.end()) return fmt::format("aside there is '{}', or not in this order", line);
        ++next;
        ++shown;
    }
    if (!evidence.aside_took_all) return {};
    const StreamCounts& counts = evidence.counts;
    if (!rest.empty()) return "the last line aside has no end";
    if (shown + counts.dropped_own_lines != evidence.own.size() || said.own != counts.dropped_own_lines)
        return fmt::format("{} own lines, {} shown, {} dropped, {} said", evidence.own.size(), shown,
                           counts.dropped_own_lines, said.own);
    if (said.bytes != counts.dropped)
        return fmt::format("{} bytes dropped, {} said", counts.dropped, said.bytes);
    return {};
}

} // namespace

std::string judge_raw(const Evidence& evidence) {
    auto complaint = judge_stream(evidence);
    return complaint.empty() ? judge_aside(evidence) : complaint;
}

} // namespace ganger::sim
