// The environment that a type of the app gets: from the files here, and as the app that runs tells it.
#pragma once

#include "files.hpp"
#include "refusal.hpp"

#include <ganger/control/env_report.hpp>
#include <ganger/core/plan.hpp>
#include <ganger/engine/run.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace ganger::cli {

// The code where there is no such type or instance, nor can be.
inline constexpr std::string_view unknown_type = "unknown-type";

// As `start TYPE` would give it. `name`: of a type or an instance; empty: what is the same for all.
tl::expected<control::EnvReport, Reason> environment_at_start(const StartOptions& options,
                                                              const AppFiles& files, const std::string& name,
                                                              core::Secrets secrets);

// From what was loaded at the start. `started`: the plan of that.
engine::Explain explain_of(const StartOptions& options, const std::shared_ptr<const AppFiles>& files,
                           core::OurTerminals terminals, const core::Plan& started);

} // namespace ganger::cli
