// Where the stream goes besides standard output.
#pragma once

#include "files.hpp"

#include <ganger/core/router.hpp>
#include <ganger/engine/run.hpp>

namespace ganger::cli {

// Where it goes to the journal, `stream` shows nothing any more.
engine::DrainOptions drain_options(const StartOptions& options, const AppFiles& files,
                                   core::RouterOptions& stream);

} // namespace ganger::cli
