#include "engine.hpp"
#include "run_id.hpp"

#include <ganger/engine/run.hpp>
#include <ganger/os/app_search.hpp>
#include <ganger/os/limits.hpp>
#include <ganger/os/memory_reserve.hpp>
#include <ganger/os/oom_score.hpp>
#include <ganger/os/ready_set.hpp>
#include <ganger/os/signals.hpp>
#include <ganger/os/subreaper.hpp>
#include <ganger/os/terminal.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace ganger::engine {

namespace {

// A standard error that cannot be written to is no reason to start nothing.
std::optional<os::OutputTarget> aside_for(core::LogFormat format) {
    if (format != core::LogFormat::raw) return {};
    auto opened = os::open_output(2);
    if (!opened) return {};
    return std::move(*opened);
}

bool anybody_takes_keys(const core::Plan& plan) {
    return std::any_of(plan.instances.begin(), plan.instances.end(),
                       [](const auto& instance) { return instance.takes_keys; });
}

} // namespace

Result<int> run(RunRequest request) {
    auto signals =
        os::block_and_open_signals(request.suspends ? os::JobControl::stops : os::JobControl::none);
    if (!signals) return tl::unexpected(signals.error());
    auto ends = os::open_ready_set();
    if (!ends) return tl::unexpected(ends.error());
    auto output = request.drains.journal ? os::no_output() : os::open_output(1);
    if (!output) return tl::unexpected(output.error());
    auto aside = aside_for(request.stream.format.log_format);
    auto input = request.empty_input ? os::HeldInput::make_empty() : os::HeldInput::make();
    if (!input) return tl::unexpected(input.error());
    os::become_subreaper();
    Ground ground{.signals = std::move(*signals),
                  .ends = std::move(*ends),
                  .output = std::move(*output),
                  .aside = std::move(aside),
                  .input = std::move(*input),
                  .keyboard = anybody_takes_keys(request.plan) ? os::open_keyboard(0) : os::Fd(),
                  .open_files = os::raise_open_files(),
                  .oom_score_adj = os::lower_oom_score(),
                  .run = core::text_of(new_run(request.app_id)),
                  .folder = os::real_path(request.plan.root)};
    os::keep_memory_reserve();
    // Never put away: with hundreds of instances that takes longer than the kernel needs for the whole
    // process.
    static Engine* const engine = new Engine(std::move(request), std::move(ground));
    const int status = engine->run();
    engine->leave();
    return status;
}

} // namespace ganger::engine
