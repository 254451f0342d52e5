#include <ganger/core/journal_entry.hpp>
#include <ganger/core/line_level.hpp>
#include <ganger/core/run_name.hpp>

#include <fmt/format.h>

#include <cstdint>

namespace ganger::core {

namespace {

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    if (value.find('\n') == std::string_view::npos) {
        out += '=';
    } else {
        out += '\n';
        for (std::uint64_t rest = value.size(), byte = 0; byte < sizeof rest; ++byte, rest >>= 8)
            out += static_cast<char>(rest & 0xff);
    }
    out += value;
    out += '\n';
}

Priority priority_of(Level level) {
    switch (level) {
    case Level::info:
        return Priority::info;
    case Level::warning:
        return Priority::warning;
    case Level::error:
        return Priority::error;
    }
    return Priority::info;
}

} // namespace

void append_journal_entry(std::string& out, const LogLine& line, const JournalApp& app) {
    const bool own = line.type == own_type;
    const bool whole = !line.cut && !line.continued;
    const auto said = own     ? LeveledLine{priority_of(line.level), line.text}
                      : whole ? leveled(line.text)
                              : LeveledLine{Priority::info, line.text};
    append_field(out, "MESSAGE", said.text);
    out += fmt::format("PRIORITY={}\n", static_cast<int>(said.priority));
    append_field(out, "GANGER_APP", app.name);
    if (own) {
        append_field(out, "SYSLOG_IDENTIFIER", fmt::format("{}/{}", app.name, own_type));
        append_field(out, "GANGER_EVENT", topic_text(line.topic));
    } else {
        const auto name = fmt::format("{}.{}", line.type, line.instance);
        append_field(out, "SYSLOG_IDENTIFIER", fmt::format("{}/{}", app.name, name));
        out += fmt::format("PROCESS_TYPE={}\nINSTANCE={}\n", line.type, line.instance);
        append_field(out, "GANGER_ID", mark_text(app.run, name, launch_of(line.source)));
    }
    if (const auto stream = stream_text(line.stream); !stream.empty())
        append_field(out, "GANGER_STREAM", stream);
    if (line.cut) out += "GANGER_CUT=1\n";
    if (line.continued) out += "GANGER_CONTINUED=1\n";
}

} // namespace ganger::core
