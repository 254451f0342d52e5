// A line as an entry of the systemd journal, in its native protocol: fields, each as NAME=value and a
// newline, or, where a newline is in the value, as NAME, a newline, the length in eight bytes and the value.
//
//     MESSAGE, PRIORITY (see line_level), SYSLOG_IDENTIFIER=shop/web.1, GANGER_APP=shop, PROCESS_TYPE=web,
//     INSTANCE=1, GANGER_ID as the process has it; GANGER_STREAM=stderr where it is known; of ganger's own
//     lines SYSLOG_IDENTIFIER=shop/ganger and GANGER_EVENT=started instead of the last three; of parts of a
//     line that was too long GANGER_CUT=1, GANGER_CONTINUED=1 or both
#pragma once

#include <ganger/core/log_reader.hpp>

#include <string>
#include <string_view>

namespace ganger::core {

struct JournalApp {
    std::string name;
    std::string run; // text_of its name
};

void append_journal_entry(std::string& out, const LogLine& line, const JournalApp& app);

} // namespace ganger::core
