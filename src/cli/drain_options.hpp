// Where the stream goes besides standard output.
#pragma once

#include "files.hpp"

#include <ganger/core/router.hpp>
#include <ganger/engine/run.hpp>

#include <optional>
#include <string>

namespace ganger::cli {

// Standard output is that of the systemd journal, and nobody asks for a format.
bool goes_to_journal(const OutputOptions& options);

// Without a log file that is asked for, an app in the background has one in the state folder of its user.
// Where it goes to the journal, `stream` shows nothing any more.
engine::DrainOptions drain_options(const StartOptions& options, const AppFiles& files,
                                   core::RouterOptions& stream, bool in_background);

// That of an app that was in the background, if it is there.
std::optional<std::string> last_background_log(const FileOptions& options);

} // namespace ganger::cli
