#include "messages.hpp"
#include "process_next.hpp"

#include <ganger/core/process_machine.hpp>

#include <algorithm>
#include <type_traits>
#include <utility>

namespace ganger::core::process {

namespace {

using namespace std::chrono_literals;

// An end with 0 this soon, with something left behind: it has put itself into the background.
constexpr Duration quick = 10s;

bool is_success(const Policy& policy, const Ending& ending) {
    const auto* exited = std::get_if<Exited>(&ending);
    if (exited == nullptr) return false;
    if (exited->code == 0) return !policy.listens;
    return policy.success_exit_codes.contains(exited->code);
}

bool restarts(const Policy& policy, bool success) {
    switch (policy.restart) {
    case Restart::never:
        return false;
    case Restart::on_failure:
        return !success;
    case Restart::always:
        return true;
    }
    return false;
}

// One step: the overloads of on() are the transitions; a pair without one changes nothing.
class Stepper {
    static constexpr Waiting commanded{StartedBy::command};

  public:
    Stepper(const SupervisedInstance& instance, const Context& context)
        : instance_{instance}, context_{context} {}

    Step take(const State& state, const Event& event);

  private:
    template <class S, class E>
    State on(const S& state, const E&) {
        return state;
    }

    // Starting
    State on(const Waiting& state, const Start&) { return launch(Tries{state.by}); }
    State on(const Stopped&, const Want&) { return commanded; }
    State on(const Away&, const Want&) { return commanded; }
    State on(const Completed&, const Want&) { return commanded; }
    State on(const Failed&, const Want&) { return commanded; }
    State on(const BackingOff&, const Want&) { return commanded; }
    State on(const Stopping& state, const Want&) { return with_then(state, commanded); }
    State on(const Killing& state, const Want&) { return with_then(state, commanded); }
    State on(const Stuck& state, const Want&) { return with_then(state, commanded); }
    State on(const Sweeping& state, const Want&) { return with_next(state, commanded); }
    State on(const SweepKilling& state, const Want&) { return with_next(state, commanded); }
    State on(const Littered& state, const Want&) { return with_next(state, commanded); }
    State on(const BackingOff& state, const Tick&) {
        return context_.now < state.until ? State{state} : launch(state.tries);
    }
    State on(const Starting& state, const Launched&) {
        if (state.tries.told()) say(Level::info, Topic::started, messages::started(instance_));
        return Running{state.launch, state.since, context_.now + ready_after, state.tries};
    }
    State on(const Running& state, const Tick&) {
        if (context_.now < state.ready_at) return state;
        auto tries = state.tries;
        tries.set_started_by(StartedBy::app);
        return Ready{state.launch, state.since, std::move(tries)};
    }

    // Ends that nobody asked for
    State on(const Starting& state, const LaunchFailed& event) {
        const auto next = judge(event.why, std::nullopt, state.tries, {});
        return std::visit([this](const auto& n) { return follow(n); }, next);
    }
    // Its end may be known before its start.
    State on(const Starting& state, const Ended& event) { return end_unasked(state, event.ending); }
    State on(const Running& state, const Ended& event) { return end_unasked(state, event.ending); }
    State on(const Ready& state, const Ended& event) { return end_unasked(state, event.ending); }

    // Stopping
    State on(const Starting& state, const Stop& stop) { return signal_stop(state.launch, stop); }
    State on(const Running& state, const Stop& stop) { return signal_stop(state.launch, stop); }
    State on(const Ready& state, const Stop& stop) { return signal_stop(state.launch, stop); }
    State on(const Waiting& state, const Stop& stop) { return stop_idle(state, stop.then); }
    State on(const Stopped& state, const Stop& stop) { return stop_idle(state, stop.then); }
    State on(const Away& state, const Stop& stop) { return stop_idle(state, stop.then); }
    State on(const Completed& state, const Stop& stop) { return stop_idle(state, stop.then); }
    State on(const Failed& state, const Stop& stop) { return stop_idle(state, stop.then); }
    State on(const BackingOff& state, const Stop& stop) {
        return stop_idle(Pause{{}, state.tries}, stop.then);
    }
    State on(Stopping state, const Stop& stop) {
        state.kill_at = std::min(state.kill_at, stop.kill_at);
        return with_then(state, stop.then);
    }
    State on(const Killing& state, const Stop& stop) { return with_then(state, stop.then); }
    State on(const Stuck& state, const Stop& stop) { return with_then(state, stop.then); }
    State on(Sweeping state, const Stop& stop) {
        state.kill_at = std::min(state.kill_at, stop.kill_at);
        return with_next(state, stop.then);
    }
    State on(const SweepKilling& state, const Stop& stop) { return with_next(state, stop.then); }
    State on(const Littered& state, const Stop& stop) { return with_next(state, stop.then); }
    State on(const Stopping& state, const Ended& event) {
        return end_asked(state, event.ending, instance_.policy.stop_signal, [&](Remains remains) {
            return Sweeping{std::move(remains), state.since, state.kill_at};
        });
    }

    // Killing
    State on(const Starting& state, const Kill&) { return kill_leader(state.launch, Stopped{}); }
    State on(const Running& state, const Kill&) { return kill_leader(state.launch, Stopped{}); }
    State on(const Ready& state, const Kill&) { return kill_leader(state.launch, Stopped{}); }
    State on(const Stopping& state, const Kill&) {
        return kill_leader(state.launch, after(state.then, Stopped{}));
    }
    State on(const BackingOff&, const Kill&) { return Stopped{}; }
    State on(const Sweeping& state, const Kill&) {
        return kill_remnants(with_next(state, Stopped{}).remains);
    }
    State on(const SweepKilling& state, const Kill&) { return with_next(state, Stopped{}); }
    State on(const Littered& state, const Kill&) { return with_next(state, Stopped{}); }
    State on(const Stopping& state, const Tick&) {
        if (context_.now < state.kill_at) return look_due(state) ? signal_others(state) : State{state};
        say(Level::warning, Topic::killing, messages::killed(instance_, state.kill_at - state.since));
        return kill_leader(state.launch, state.then);
    }
    State on(const Killing& state, const Tick&) {
        if (context_.now < state.stuck_at) return state;
        say(Level::error, Topic::stuck, messages::stuck(instance_));
        return Stuck{state.launch, state.then};
    }
    State on(const Killing& state, const Ended& event) { return end_killed(state, event.ending); }
    State on(const Stuck& state, const Ended& event) { return end_killed(state, event.ending); }

    // Suspended with us. SIGTSTP would be discarded: each group is an orphaned one. What SIGKILL was sent to
    // and what a leader left behind is to end anyway.
    State on(const Starting& state, const Freeze&) { return signal_group(state, SIGSTOP); }
    State on(const Running& state, const Freeze&) { return signal_group(state, SIGSTOP); }
    State on(const Ready& state, const Freeze&) { return signal_group(state, SIGSTOP); }
    State on(const Stopping& state, const Freeze&) { return signal_group(state, SIGSTOP); }
    State on(const Starting& state, const Thaw&) { return signal_group(state, SIGCONT); }
    State on(const Running& state, const Thaw&) { return signal_group(state, SIGCONT); }
    State on(const Ready& state, const Thaw&) { return signal_group(state, SIGCONT); }
    State on(const Stopping& state, const Thaw&) { return signal_group(state, SIGCONT); }

    // A launch that failed while its stop was under way: nothing to reap, nothing left behind.
    State on(const Stopping& state, const LaunchFailed& event) { return never_launched(state, event.why); }
    State on(const Killing& state, const LaunchFailed& event) { return never_launched(state, event.why); }
    State on(const Stuck& state, const LaunchFailed& event) { return never_launched(state, event.why); }

    // Sweeping
    State on(const Sweeping& state, const RemnantsFound& event) {
        const auto first = state.remains.names.empty() && !event.names.empty();
        if (first && !is_command(state.remains.next) && is_told(state.remains))
            say(Level::warning, Topic::left_behind,
                messages::left_behind(instance_, event.names, daemonised(state.remains)));
        // Those that have had it are spared by the engine; those that have appeared since have not.
        act(SignalRemnants{state.remains.launch, instance_.policy.stop_signal});
        return Sweeping{with_names(state.remains, event.names), state.since, state.kill_at};
    }
    State on(const SweepKilling& state, const RemnantsFound& event) {
        return SweepKilling{with_names(state.remains, event.names), state.again_at, state.stuck_at};
    }
    State on(const Sweeping& state, const RemnantsGone&) { return finish(state.remains); }
    State on(const SweepKilling& state, const RemnantsGone&) { return finish(state.remains); }
    State on(const Littered& state, const RemnantsGone&) { return finish(state.remains); }
    State on(const Sweeping& state, const Tick&) {
        if (context_.now < state.kill_at) return state;
        if (!state.remains.names.empty() && is_told(state.remains))
            say(Level::warning, Topic::killing,
                messages::remnants_killed(instance_, state.remains.names, state.kill_at - state.since));
        return kill_remnants(state.remains);
    }
    State on(const SweepKilling& state, const Tick&) {
        if (context_.now >= state.stuck_at) {
            say(Level::error, Topic::stuck, messages::remnants_stuck(instance_, state.remains.names));
            return Littered{state.remains};
        }
        if (context_.now < state.again_at) return state;
        act(SignalRemnants{state.remains.launch, SIGKILL});
        act(Look{state.remains.launch});
        return SweepKilling{state.remains, context_.now + kill_period, state.stuck_at};
    }

    // ---- What the transitions are made of

    State launch(const Tries& tries) {
        act(Launch{context_.id, context_.fresh});
        return Starting{context_.fresh, context_.now, tries};
    }

    State signal_stop(LaunchId launch, const Stop& stop) {
        const auto& policy = instance_.policy;
        Stopping state{launch, context_.now, stop.kill_at, stop.then};
        if (policy.stop_scope == SignalScope::automatic && instance_.is_program) {
            state.look_at = context_.now + look_after;
            act(Signal{launch, policy.stop_signal, SignalScope::leader});
            return state;
        }
        act(Signal{launch, policy.stop_signal, policy.stop_scope});
        return go_on(state);
    }

    bool look_due(const Stopping& state) const { return state.look_at && *state.look_at <= context_.now; }

    State signal_others(Stopping state) {
        state.look_at.reset();
        act(Signal{state.launch, instance_.policy.stop_signal, SignalScope::others});
        return go_on(state);
    }

    // A stopped process would not see the signal.
    State go_on(const Stopping& state) { return signal_group(state, SIGCONT); }

    template <class S>
    State signal_group(const S& state, int signal) {
        act(Signal{state.launch, signal, SignalScope::group});
        return state;
    }

    State kill_leader(LaunchId launch, const Then& then) {
        act(Signal{launch, SIGKILL, SignalScope::everything});
        return Killing{launch, context_.now + stuck_after, then};
    }

    State kill_remnants(Remains remains) {
        act(SignalRemnants{remains.launch, SIGKILL});
        return SweepKilling{std::move(remains), context_.now + kill_period, context_.now + stuck_after};
    }

    template <class S>
    State end_unasked(const S& state, const Ending& ending) {
        act(SignalRemnants{state.launch,
                           instance_.policy.stop_signal}); // while the zombie holds the group's number
        act(Reap{state.launch});
        const auto ran = context_.now - state.since;
        auto next = judge(ending, ran, state.tries, state.launch);
        return Sweeping{Remains{state.launch, ending, ran, std::move(next), {}}, context_.now,
                        context_.now + instance_.policy.stop_timeout};
    }

    template <class Asked, class Make>
    State end_asked(const Asked& state, const Ending& ending, int signal, Make make) {
        act(SignalRemnants{state.launch, signal});
        act(Reap{state.launch});
        say(Level::info, Topic::ended, messages::ended_asked(instance_, ending), state.launch);
        ended_ = ending;
        return make(Remains{state.launch, ending, {}, as<Next>(state.then), {}});
    }

    template <class Asked>
    State end_killed(const Asked& state, const Ending& ending) {
        return end_asked(state, ending, SIGKILL, [this](Remains remains) {
            return SweepKilling{std::move(remains), context_.now + kill_period, context_.now + stuck_after};
        });
    }

    template <class Asked>
    State never_launched(const Asked& state, const NotLaunched& why) {
        say(Level::warning, Topic::ended, messages::ended_asked(instance_, why));
        ended_ = why;
        return as<State>(state.then);
    }

    // What the policy makes of an end that nobody asked for; says it, too. `ran`: nothing where it never did.
    Next judge(const Ending& ending, std::optional<Duration> ran, const Tries& before,
               std::optional<LaunchId> after) {
        ended_ = ending;
        const auto& policy = instance_.policy;
        const auto success = is_success(policy, ending);
        if (restarts(policy, success)) {
            auto tries = before;
            const auto was_healthy = ran && *ran >= policy.backoff.reset_after;
            if (!tries.count(policy.max_restarts, context_.now, was_healthy))
                return give_up(ending, success, before.started_by(), after);
            return pause(ending, success, std::move(tries), after);
        }
        const auto by = before.started_by();
        auto text = messages::ended_unasked(instance_, ending);
        say(success ? Level::info : Level::error, Topic::ended, messages::final_end(text, success, by),
            after);
        if (by == StartedBy::app)
            final_ = FinalEnd{instance_.name.type, exit_status(ending), !success,
                              policy.essential,    std::move(text),     instance_.name.text()};
        if (success) return Completed{};
        return Failed{by};
    }

    Next pause(const Ending& ending, bool success, Tries tries, std::optional<LaunchId> after) {
        const auto delay = delay_after(instance_.policy.backoff, tries.in_row(), context_.random);
        tries.decide_telling(context_.now);
        const auto goes_quiet = !success && tries.goes_quiet();
        if (tries.told())
            act(Say{success ? Level::info : Level::warning,
                    messages::starts_again(instance_, ending, delay, tries), after, Topic::restarting,
                    goes_quiet ? instance_.name.text() : std::string()});
        return Pause{delay, std::move(tries)};
    }

    // Also where it ended with 0: it was to run, and does not.
    Next give_up(const Ending& ending, bool success, StartedBy by, std::optional<LaunchId> after) {
        auto text = messages::given_up(instance_, ending, success);
        act(Say{Level::error, messages::final_end(text, false, by), after, Topic::given_up,
                instance_.name.text()});
        if (by == StartedBy::app)
            final_ = FinalEnd{instance_.name.type,
                              std::max(1, exit_status(ending)),
                              true,
                              instance_.policy.essential,
                              std::move(text),
                              instance_.name.text()};
        return Failed{by};
    }

    State finish(const Remains& remains) {
        return std::visit([this](const auto& next) { return follow(next); }, remains.next);
    }
    State follow(const Pause& pause) { return BackingOff{context_.now + pause.delay, pause.tries}; }
    template <class Final>
    State follow(const Final& final_state) {
        return final_state;
    }

    State stop_idle(const Next& next, const Then& then) {
        return std::visit([this](const auto& n) { return follow(n); }, after(next, then));
    }

    static Remains with_names(Remains remains, const std::vector<std::string>& names) {
        remains.names = names;
        return remains;
    }

    // Not so in a fast crash loop.
    static bool is_told(const Remains& remains) {
        const auto* pause = std::get_if<Pause>(&remains.next);
        return pause == nullptr || pause->tries.told();
    }

    static bool daemonised(const Remains& remains) {
        return remains.ending == Ending{Exited{0}} && remains.ran < quick;
    }

    void act(Action action) { actions_.push_back(std::move(action)); }
    void say(Level level, Topic topic, std::string text, std::optional<LaunchId> after = {}) {
        act(Say{level, std::move(text), after, topic});
    }

    const SupervisedInstance& instance_;
    const Context& context_;
    Actions actions_;
    std::optional<Ending> ended_;
    std::optional<FinalEnd> final_;
};

// Out of the class: clang 14 else takes the template in it as never defined.
Step Stepper::take(const State& state, const Event& event) {
    auto next = std::visit([this](const auto& s, const auto& e) -> State { return on(s, e); }, state, event);
    return {std::move(next), std::move(actions_), std::move(ended_), std::move(final_)};
}

// Of another launch: late news of one that is over, or a mistake.
bool is_stale(const State& state, const Event& event) {
    return std::visit(
        [&](const auto& e) {
            if constexpr (requires { e.launch; })
                return e.launch == no_launch || e.launch != launch_of(state);
            else
                return false;
        },
        event);
}

} // namespace

Step step(const SupervisedInstance& instance, const State& state, const Event& event,
          const Context& context) {
    if (is_stale(state, event)) return {state, {}, {}, {}};
    return Stepper{instance, context}.take(state, event);
}

} // namespace ganger::core::process
