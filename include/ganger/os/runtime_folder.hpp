// The folder of a supervisor's socket: its own and nobody else's, whoever may write where it lies.
#pragma once

#include <ganger/core/result.hpp>
#include <ganger/core/runtime_place.hpp>
#include <ganger/os/fd.hpp>

#include <optional>
#include <string>

namespace ganger::os {

core::RuntimeFacts observe_runtime();

struct RuntimeFolder {
    std::string path;
    Fd fd;
    std::optional<unsigned> group{}; // to which what is made in it is shown
};

// Made if it is missing (0700; 0750 for a group). The error: it can't be written, or is not ours alone. No
// link is followed at its end, and in it none at all.
Result<RuntimeFolder> open_runtime_folder(const core::RuntimePlace& place);

// If it is there already.
std::optional<RuntimeFolder> find_runtime_folder(const core::RuntimePlace& place);

} // namespace ganger::os
