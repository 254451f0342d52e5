// Runs one process with our own descriptors, and the terminal if there is one, until nothing of it is left.
// Does what core/one_off says.
#pragma once

#include <ganger/core/plan.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/time.hpp>

#include <string>

namespace ganger::engine {

struct OneOffRequest {
    core::PlannedInstance instance;
    std::string root;
    core::Duration stop_timeout{}; // for what it leaves behind
};

// Its exit status, as a shell tells it. The error: it was not started, or ganger could not do its part. Call
// once per process, on the main thread. Where Ctrl-C ended it, we end likewise and this does not return.
tl::expected<int, core::NotLaunched> run_one_off(const OneOffRequest& request);

} // namespace ganger::engine
