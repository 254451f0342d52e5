// The supervisor's state as plain values, for whoever shows it.
#pragma once

#include <ganger/core/ending.hpp>
#include <ganger/core/instance.hpp>
#include <ganger/core/time.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ganger::core {

enum class Phase { idle, running, stopping, ended };

struct InstanceSnapshot {
    InstanceId id{};
    InstanceName name;
    std::string_view state; // "waiting", "starting", "running", "ready", "stopping", "backoff",
                            // "stopped", "completed", "failed", "stuck"
    Monotonic since{};
    std::optional<LaunchId> launch; // while there is something alive of it
    unsigned restarts = 0;
    std::optional<Ending> last_end;
    std::optional<std::uint16_t> port;
    bool listens = false; // on it, as is expected
    bool leaves = false;  // it was scaled away, and is not listed any more when nothing of it is left
    bool first = false;   // it has to complete before the others start
    Deadline next_start;  // while it backs off
    bool begun = false;   // it has been ready once, or its first start has come to another end
};

struct Snapshot {
    Phase phase = Phase::idle;
    std::vector<InstanceSnapshot> instances; // but for those that were scaled away
};

} // namespace ganger::core
