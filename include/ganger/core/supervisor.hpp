// All lives together: the plan, the exit policy and the shutdown phase as one value. Pure; the same events at
// the same times give the same actions. The engine feeds it and performs what it says, in order.
#pragma once

#include <ganger/core/action.hpp>
#include <ganger/core/event.hpp>
#include <ganger/core/process_machine.hpp>
#include <ganger/core/snapshot.hpp>
#include <ganger/core/time.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ganger::core {

struct SupervisorPlan {
    std::vector<SupervisedInstance> instances; // started in this order
    // So many of them, from the first on, have to complete, one after the other, before the others are
    // started; the failure of one ends the app. None of these is started again or expected to listen.
    std::size_t first = 0;
    std::string stop_key =
        "Ctrl-C"; // how the user asks for a stop, for the lines that say what a second one does
    ExitPolicy exit;
    bool stops_at_hang_up = true;     // else SIGHUP is ignored, and that is said
    bool stops_without_reader = true; // else the processes go on when nobody reads their output any more
};

class Supervisor {
  public:
    // `seed` is where the back-off's jitter comes from.
    Supervisor(SupervisorPlan plan, std::uint64_t seed);
    ~Supervisor();
    Supervisor(Supervisor&&) noexcept;
    Supervisor& operator=(Supervisor&&) noexcept;

    Actions handle(const Event& event, Time time);
    // The plan has grown by these; they are as if scaled away. Each gets the next InstanceId.
    void add(std::vector<SupervisedInstance> instances);
    Deadline next_deadline() const;
    Phase phase() const;
    Snapshot snapshot() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace ganger::core
