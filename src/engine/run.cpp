#include "engine.hpp"
#include "run_id.hpp"

#include <ganger/engine/run.hpp>
#include <ganger/os/limits.hpp>
#include <ganger/os/signals.hpp>
#include <ganger/os/subreaper.hpp>

#include <utility>

namespace ganger::engine {

Result<int> run(RunRequest request) {
    auto signals =
        os::block_and_open_signals(request.suspends ? os::JobControl::stops : os::JobControl::none);
    if (!signals) return tl::unexpected(signals.error());
    auto output = os::open_output(1);
    if (!output) return tl::unexpected(output.error());
    auto input = request.empty_input ? os::HeldInput::make_empty() : os::HeldInput::make();
    if (!input) return tl::unexpected(input.error());
    os::become_subreaper();
    Ground ground{.signals = std::move(*signals),
                  .output = std::move(*output),
                  .input = std::move(*input),
                  .open_files = os::raise_open_files(),
                  .run = new_run()};
    return Engine(std::move(request), std::move(ground)).run();
}

} // namespace ganger::engine
