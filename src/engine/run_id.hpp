// The first part of every mark (GANGER_ID) of one run of ganger.
#pragma once

#include <fmt/format.h>

#include <random>
#include <string>

namespace ganger::engine {

// Random, so that a mark of an earlier run is never taken for one of ours.
inline std::string new_run() {
    std::random_device random;
    return fmt::format("{:08x}{:08x}", random(), random());
}

} // namespace ganger::engine
