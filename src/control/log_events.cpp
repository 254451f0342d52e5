#include "log_codec.hpp"

#include <ganger/control/log_events.hpp>
#include <ganger/core/json_text.hpp>
#include <ganger/core/text.hpp>
#include <ganger/core/utc_time.hpp>

#include <fmt/format.h>

#include <utility>

namespace ganger::control {

namespace {

constexpr std::string_view between_events = "\n\n";

bool is_utf8(std::string_view text) {
    return core::is_ascii(text) || core::valid_utf8(text) == text;
}

void append_event(std::string& out, std::string_view name, std::string_view data) {
    out += fmt::format("event: {}\ndata: {}\n\n", name, data);
}

} // namespace

LogEvents::LogEvents(core::LogHistory& history, const core::LogQuery& query, const LogsBegin& begin)
    : reader_(history, query), follows_(query.follow) {
    append_event(begin_, "begin", to_json(begin));
}

bool LogEvents::take(std::string& out, std::size_t most) {
    out += std::exchange(begin_, {});
    while (out.size() < most) {
        const auto line = reader_.next();
        if (const auto lost = reader_.take_lost())
            append_event(out, "lost", fmt::format("{{\"lines\":{}}}", lost));
        if (!line && !reader_.ended()) {
            if (!std::exchange(is_live_, true)) append_event(out, "live", "{}");
            return true;
        }
        if (!line) {
            append_event(out, "end", "{}");
            return false;
        }
        append(out, *line);
    }
    return true;
}

void LogEvents::append(std::string& out, const core::LogLine& line) {
    if (stamp_.empty() || std::exchange(stamped_, line.time) != line.time) {
        stamped_ = line.time;
        stamp_ = core::utc_text(line.time);
    }
    const bool own = line.type == core::own_type;
    if (own)
        out += fmt::format(
            R"(data: {{"ts":"{}","name":"ganger","type":"ganger","level":"{}","event":"{}","msg":")", stamp_,
            core::level_text(line.level), core::topic_text(line.topic));
    else
        out += fmt::format(R"(data: {{"ts":"{}","name":"{}.{}","type":"{}","instance":{},"msg":")", stamp_,
                           line.type, line.instance, line.type, line.instance);
    core::append_json_text(out, line.text);
    out += '"';
    if (!is_utf8(line.text)) {
        out += R"(,"bytes":")";
        for (const char c : line.text) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
        out += '"';
    }
    if (line.stream != core::Stream::both)
        out += fmt::format(R"(,"stream":"{}")", core::stream_text(line.stream));
    if (line.continued) out += R"(,"continued":true)";
    if (line.cut) out += R"(,"cut":true)";
    out += "}\n\n";
}

void LogEventParser::feed(std::string_view bytes, const std::function<void(LogEvent)>& met) {
    begun_ += bytes;
    std::size_t done = 0;
    for (auto end = begun_.find(between_events); end != std::string::npos;
         end = begun_.find(between_events, done)) {
        std::string_view event = std::string_view(begun_).substr(done, end - done);
        done = end + between_events.size();
        std::string_view name = "message";
        std::string_view data;
        while (!event.empty()) {
            const auto line = event.substr(0, event.find('\n'));
            if (line.starts_with("event: ")) name = line.substr(7);
            if (line.starts_with("data: ")) data = line.substr(6);
            event.remove_prefix(std::min(line.size() + 1, event.size()));
        }
        if (auto read = read_log_event(name, data)) met(std::move(*read));
    }
    begun_.erase(0, done);
}

} // namespace ganger::control
