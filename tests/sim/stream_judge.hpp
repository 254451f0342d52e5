// Compares what came out of the sinks with what was read, line by line.
#pragma once

#include "stream_world.hpp"

#include <ganger/core/router.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ganger::sim {

struct OwnLine {
    std::string text;
    std::optional<core::LaunchId> after;
};

struct Evidence {
    std::string sink;
    std::string aside;
    std::vector<PipeEnd> pipes;
    std::vector<OwnLine> own;
    std::size_t own_aside = 0; // of these, the last ones: said beside a stream that is gone
    core::StreamCounts counts;
    bool sink_took_all = true;  // nothing was given up at the end
    bool aside_took_all = true; // nor there
    std::size_t max_line = 0;
    core::LineFormat format;
};

// Empty: every promise was kept.
std::string judge(const Evidence& evidence);

} // namespace ganger::sim
