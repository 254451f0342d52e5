// Where the stream goes besides standard output.
#pragma once

#include "files.hpp"

#include <ganger/core/router.hpp>
#include <ganger/engine/run.hpp>

namespace ganger::cli {

engine::DrainOptions drain_options(const StartOptions& options, const AppFiles& files,
                                   const core::RouterOptions& stream);

} // namespace ganger::cli
