// Where the stream goes besides standard output.
#pragma once

#include "files.hpp"

#include <ganger/core/result.hpp>
#include <ganger/core/router.hpp>
#include <ganger/engine/run.hpp>

#include <optional>
#include <string>

namespace ganger::cli {

// Standard output is that of the systemd journal, and nobody asks for a format.
bool goes_to_journal(const OutputOptions& options);

// An error where the log file that is asked for can never be opened: before anything runs, a mistake is still
// at hand.
Result<void> try_log_file(const StartOptions& options, const AppFiles& files);

// Without a log file that is asked for, an app in the background has one in the state folder of its user.
// Where it goes to the journal, `stream` shows nothing any more.
engine::DrainOptions drain_options(const StartOptions& options, const AppFiles& files,
                                   core::RouterOptions& stream, bool in_background);

// Where the app had its log file, as far as its files tell.
std::optional<std::string> past_log(const AppFiles& files);

} // namespace ganger::cli
