// A supervisor that tests tell what has happened; what it wants done comes back as text.
#pragma once

#include "../sim/lives_text.hpp"

#include <ganger/core/supervisor.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ganger::core {

// web.1 is launch 1, worker.1 launch 2, and so on.
class SupervisedApp {
  public:
    explicit SupervisedApp(std::vector<std::string> types, const Policy& policy = {})
        : supervisor_{plan(types, policy), 1} {
        on(StartRequested{});
        for (std::uint64_t launch = 1; launch <= types.size(); ++launch) on(Launched{LaunchId{launch}});
    }

    explicit SupervisedApp(SupervisorPlan plan) : supervisor_{std::move(plan), 1} { on(StartRequested{}); }

    struct NotStarted {};
    static constexpr NotStarted not_started{};
    SupervisedApp(SupervisorPlan plan, NotStarted) : supervisor_{std::move(plan), 1} {}

    static SupervisorPlan plan(const std::vector<std::string>& types, const Policy& policy) {
        SupervisorPlan result;
        for (const auto& type : types) {
            auto& instance = result.instances.emplace_back();
            instance.name.type = type;
            instance.policy = policy;
        }
        return result;
    }

    std::vector<std::string> on(const Event& event) {
        std::vector<std::string> result;
        for (const auto& action : supervisor_.handle(event, {Monotonic{now}, Wall{now}}))
            result.push_back(sim::text_of(action));
        return result;
    }

    std::vector<std::string> stop(const std::string& reason = "SIGINT") { return on(StopRequested{reason}); }
    std::vector<std::string> end(std::uint64_t launch, const Ending& ending) {
        auto result = on(Ended{LaunchId{launch}, ending});
        for (auto& action : on(RemnantsGone{LaunchId{launch}})) result.push_back(action);
        return result;
    }
    std::vector<std::string> rest() { return on(RemnantsGone{no_launch}); }
    std::vector<std::string> tick_after(Duration time) {
        now += time;
        return on(Tick{});
    }
    void add(std::vector<SupervisedInstance> instances) { supervisor_.add(std::move(instances)); }
    Snapshot snapshot() const { return supervisor_.snapshot(); }
    Deadline next_deadline() const { return supervisor_.next_deadline(); }

    Duration now = std::chrono::seconds{1000};

  private:
    Supervisor supervisor_;
};

} // namespace ganger::core
