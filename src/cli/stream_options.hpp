// How the stream is to look: from what was typed and where it goes.
#pragma once

#include "command_line.hpp"

#include <ganger/core/plan.hpp>
#include <ganger/core/procfile.hpp>
#include <ganger/core/profile.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/router.hpp>

#include <string>
#include <vector>

namespace ganger::cli {

struct OutputPlace {
    bool terminal = false;
    bool no_color = false; // NO_COLOR is set, or TERM is dumb
    core::Profile profile = core::Profile::dev;
};

// Where our standard output goes.
OutputPlace output_place(core::Profile profile);

Result<core::RouterOptions> stream_options(const OutputOptions& options, const core::Procfile& procfile,
                                           const core::Plan& plan, OutputPlace place);

// Of lines that are asked for; `names` of the instances there are.
Result<core::LineFormat> logs_format(const OutputOptions& options, const std::vector<std::string>& names,
                                     OutputPlace place);

} // namespace ganger::cli
