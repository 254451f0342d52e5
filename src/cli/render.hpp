// How problems are told to people: one place for what goes to stderr.
#pragma once

#include <ganger/core/position.hpp>
#include <ganger/core/result.hpp>

#include <vector>

namespace ganger::cli {

void tell(const Error& error);
void tell(const std::vector<Error>& errors);
void tell(const std::vector<core::Diagnostic>& diagnostics);

} // namespace ganger::cli
