// Looks at every event that the supervisor is given and every action it answers with, and throws Violation
// when one breaks a promise: to the user (exit status, grace, a line each second), or to the engine. Knows
// nothing of the supervisor's inside. Its time is without that in which ganger was suspended.
#pragma once

#include "lives_world.hpp"

#include <ganger/core/supervisor.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ganger::sim {

// What can be promised in a world of this weather.
struct Promises {
    core::Duration stopped_within{}; // from the begin of a stop until Quit
    std::optional<core::Duration>
        started_again_within; // after its back-off; nothing where processes survive SIGKILL
    bool talks = true;        // ticks and answers come in time: a line each second
};

class Judge {
  public:
    Judge(const core::SupervisorPlan& plan, Promises promises);

    void observe(const core::Event& event, const core::Actions& actions, core::Monotonic now);
    void observe(const core::Snapshot& shown);   // after each event
    void time_passes(core::Monotonic now) const; // quiescent in time?

    bool quit() const { return quit_; }
    bool stopping() const { return ending_since_.has_value(); }

  private:
    struct Known {
        std::size_t instance = 0;
        bool ended = false;
        bool gone = false; // nothing of it is left
        core::Monotonic since{};
        std::optional<core::Monotonic>
            signalled_at;                           // the first stop signal, to the leader or to what it left
        std::optional<core::Monotonic> launched_at; // the news of it
        bool stop_asked = false;                    // by a command
        bool stop_sent = false;
        bool others_sent = false;
        bool cont_sent = false;
        bool killed = false;
        bool stands = false;    // by SIGSTOP
        bool passed_on = false; // SIGUSR1, by the event that is looked at
    };

    // What becomes of an instance by itself or by a command.
    enum class Fate { lives, stopped, away, completed, failed, commands_failure };

    void learn(const core::Event& event, core::Monotonic now);
    void learn_command(const core::Event& event, core::Monotonic now);
    void learn_start(std::size_t instance, core::Monotonic now);
    void learn_command_start(std::size_t instance, core::Monotonic now);
    void learn_stop(std::size_t instance, Fate fate);
    void learn_scale(const core::ScaleAsked& asked, core::Monotonic now);
    void learn_ready(core::Monotonic now);
    void judge_command_reached_all() const;
    bool is_held() const;
    core::Policy policy_of(std::size_t instance) const;
    void judge_progress(const core::Event& event);
    void learn_end_of_first(const core::Policy& policy, const core::Ending& ending, core::Monotonic now);
    std::optional<int> app_status_of(std::size_t instance, int code, bool failed) const;
    bool is_given_up(std::size_t instance, core::Monotonic now) const;
    void learn_restart(std::size_t instance, bool was_healthy, core::Monotonic now);
    void learn_end(core::LaunchId launch, const core::Ending& ending, core::Monotonic now);
    void judge(const core::Action& action, core::Monotonic now);
    void judge_one(const core::Launch& action, core::Monotonic now);
    void judge_one(const core::Signal& action, core::Monotonic now);
    void judge_one(const core::SignalRemnants& action, core::Monotonic now);
    void judge_one(const core::Reap& action, core::Monotonic now);
    void judge_one(const core::Look& action, core::Monotonic now);
    void judge_one(const core::Say& action, core::Monotonic now);
    static void judge_one(const core::SayAside&, core::Monotonic) {}
    void judge_one(const core::Suspend& action, core::Monotonic now);
    void judge_one(const core::StopStream& action, core::Monotonic now);
    void judge_one(const core::Quit& action, core::Monotonic now);
    void rests(core::Monotonic now);
    void judge_signal_reached_all(const core::Event& event) const;
    void judge_stop_reached_all() const;
    bool anybody_stands() const;
    core::Duration grace_of(const Known& known) const;
    bool is_looked_at_later(const Known& known) const;
    void judge_stop_signal(Known& known, core::SignalScope scope, core::Monotonic now) const;

    const core::SupervisorPlan& plan_;
    Promises promises_;
    std::map<core::LaunchId, Known> known_;
    struct Window {
        core::Monotonic from;
        core::Monotonic until;
    };
    struct Past {
        bool launched = false;
        unsigned in_row = 0;
        std::vector<core::Monotonic> restarts;
        Fate fate = Fate::lives;
        bool is_commands = false; // a command has started it, and it was never ready since
    };
    std::map<std::size_t, Past> past_;
    std::map<std::size_t, Window> again_; // when the next launch of an instance that backs off is due
    std::size_t grown_to_ = 0;            // so many instances are known
    std::size_t completed_ = 0;           // of those that have to complete first
    int expected_status_ = 0;
    std::optional<int> first_failure_;            // for when all have ended
    std::optional<core::Monotonic> ending_since_; // of the app: a failure or a request
    std::optional<core::Monotonic> asked_at_;
    std::optional<core::Monotonic> resting_since_;
    std::optional<core::Monotonic> said_at_;
    std::string last_said_;
    bool killed_by_user_ = false;
    bool stream_stopped_ = false;
    bool quit_ = false;
    bool suspended_ = false; // by the event before
};

} // namespace ganger::sim
