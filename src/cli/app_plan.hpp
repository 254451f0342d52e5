// What is to run, from the files and what was typed; and what another number of it would be.
#pragma once

#include "files.hpp"
#include "refusal.hpp"

#include <ganger/core/plan.hpp>
#include <ganger/core/supervisor.hpp>
#include <ganger/engine/run.hpp>

#include <memory>
#include <optional>

namespace ganger::cli {

// `numbered_by`: the formation that the app was started with, where that is another one.
core::PlanRequest plan_request(const StartOptions& options, const AppFiles& files,
                               const core::Formation& formation, core::OurTerminals terminals,
                               std::optional<core::Formation> numbered_by);

// What of it is to run beside what runs first.
core::Formation formation_of(const core::Plan& plan, const core::Procfile& procfile);

tl::expected<core::Plan, Reason> make_the_plan(const StartOptions& options, const AppFiles& files,
                                               core::OurTerminals terminals);

// At the limit some would run and the others fail, again and again.
std::optional<Error> check_open_files(const core::Plan& plan);

core::SupervisorPlan supervised(const core::Plan& plan, const AppFiles& files, core::ExitPolicy exit,
                                std::optional<core::Duration> stop_timeout);

// From what was loaded at the start. `started`: the plan of that.
engine::Scale scale_of(const StartOptions& options, const std::shared_ptr<const AppFiles>& files,
                       core::OurTerminals terminals, const core::Plan& started,
                       const core::SupervisorPlan& lives, std::optional<core::Duration> stop_timeout);

} // namespace ganger::cli
