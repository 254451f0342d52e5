// A machine that does not exist: a clock, a queue of what will happen, and children that live by a script
// thrown with dice. It performs the supervisor's actions as the engine would, posts events as the engine
// would, and throws Violation at once when an action breaks the contract of action.hpp.
#pragma once

#include "lives_dice.hpp"

#include <ganger/core/action.hpp>
#include <ganger/core/event.hpp>
#include <ganger/core/time.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace ganger::sim {

struct Violation : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// How bad this world is; thrown once per seed.
struct Weather {
    double launch_fails = 0;
    double ignores_term = 0;
    double unkillable = 0;
    double forks = 0;   // leaves remnants
    double escapes = 0; // … which belong to no instance
    double groups = 0;  // launches are born in control groups of their own
    double elusive = 0; // … and some in them are another process before a signal comes to them
    double event_lost = 0;
    double event_doubled = 0;
    double event_stale = 0;
    unsigned crashes = 0;     // so many launches of each instance end as soon as they run
    core::Duration latency{}; // of events, at most
};

class World {
  public:
    World(const Weather& weather, Dice& dice) : weather_{weather}, dice_{dice} {}

    core::Monotonic now() const { return now_; }

    // When the next thing happens; empty: nothing ever will by itself.
    std::optional<core::Monotonic> next_at() const;
    void advance_to(core::Monotonic time) { now_ = time; }
    void happen(); // the next thing
    // We stand still for so long and are told then; the world goes on.
    void suspend_us(core::Duration time);
    std::vector<core::Event> take_events();

    void after(core::Duration delay, std::function<void()> what);
    void perform(const core::Action& action);

    std::vector<std::string> alive() const; // all that lives, the unkillable apart
    // Leaders that have ended, whose end was told, and that were not reaped.
    std::vector<std::string> unreaped() const;

  private:
    enum class Condition { alive, zombie, gone };

    struct Process {
        core::LaunchId launch{};
        core::LaunchId control_group = core::no_launch; // that of this launch
        bool is_elusive = false;
        bool is_leader = false;
        bool in_group = true;
        bool is_shell = false;
        Condition condition = Condition::alive;
        bool stands = false;                      // by SIGSTOP
        std::optional<core::Ending> due{};        // what ended it if it did not stand
        std::optional<core::Duration> term_takes; // empty: ignores it
        std::optional<core::Duration> kill_takes; // empty: nothing ends it
        core::Ending at_term;
        core::Ending at_own_end;
        unsigned forks = 0; // so many it will still make
        std::set<int> had;
    };

    struct Child {
        core::InstanceId instance{};
        std::size_t leader = 0;
        bool launched = false;
        bool reaped = false;
        bool end_told = false;
    };

    using ProcessId = std::size_t;

    void perform_one(const core::Launch& action);
    void perform_one(const core::Signal& action);
    void perform_one(const core::SignalRemnants& action);
    void perform_one(const core::Reap& action);
    void perform_one(const core::Look& action);
    void perform_one(const core::Say&) {}
    void perform_one(const core::SayAside&) {}
    void perform_one(const core::Suspend& action);
    void perform_one(const core::StopStream&) {}
    void perform_one(const core::Quit&) {}

    Process thrown(core::LaunchId launch);
    ProcessId add_leader(core::LaunchId launch, bool crashes);
    void add_remnant_of(ProcessId parent);
    void schedule_fork(ProcessId id);
    void signal(ProcessId id, int signal);
    void signal_members(core::LaunchId launch, int signal, core::SignalScope scope);
    void kill_control_group(core::LaunchId launch);
    static bool is_of(const Process& process, core::LaunchId launch);
    void end_unless_it_stands(ProcessId id, const core::Ending& ending);
    void end(ProcessId id, const core::Ending& ending);
    void look(core::LaunchId launch);
    void post(core::Event event);
    void post_once(core::Event event);
    core::Event stale();
    bool anything_of(core::InstanceId instance) const; // not even a zombie
    Child& child(core::LaunchId launch, const char* action);

    struct Item {
        core::Monotonic at;
        std::uint64_t order;
        std::function<void()> what;
        bool operator<(const Item& other) const {
            return at != other.at ? at > other.at : order > other.order;
        }
    };

    Weather weather_;
    Dice& dice_;
    core::Monotonic now_{};
    std::uint64_t order_ = 0;
    std::priority_queue<Item> queue_;
    std::vector<core::Event> inbox_;
    std::vector<Process> processes_;
    std::map<core::LaunchId, Child> children_;
    std::map<core::InstanceId, unsigned> launches_;
    std::set<core::LaunchId> watched_;
};

} // namespace ganger::sim
