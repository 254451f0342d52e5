// Whether names that somebody typed have a history: types of the Procfile, instances, and ganger itself.
#pragma once

#include <ganger/control/api.hpp>
#include <ganger/core/snapshot.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ganger::control {

// What is said of the first that is not among `known`.
std::optional<Error> unknown_name(const std::vector<std::string>& names,
                                  const std::vector<std::string>& known);

// The refusal, if one of them has none.
std::optional<Answer> refuse_names(const std::vector<std::string>& names,
                                   const std::vector<std::string>& types, const core::Snapshot& snapshot);

} // namespace ganger::control
