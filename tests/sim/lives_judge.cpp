#include "lives_judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <utility>

namespace ganger::sim {

using namespace core;
using namespace std::chrono_literals;

namespace {

void require(bool holds, const char* what) {
    if (!holds) throw Violation{what};
}

// The rules of an unasked end, told once more: not the code under test.
bool is_failure(const Policy& policy, const Ending& ending) {
    if (ending == Ending{Exited{0}}) return policy.listens;
    if (const auto* exited = std::get_if<Exited>(&ending))
        return !policy.success_exit_codes.contains(exited->code);
    return true;
}

bool is_mended(const Policy& policy, const Ending& ending) {
    if (policy.restart == Restart::always) return true;
    return policy.restart == Restart::on_failure && is_failure(policy, ending);
}

} // namespace

Judge::Judge(const SupervisorPlan& plan, Promises promises)
    : plan_{plan}, promises_{promises}, grown_to_{plan.instances.size()} {}

void Judge::observe(const Event& event, const Actions& actions, Monotonic now) {
    require(!quit_ || actions.empty(), "an action after Quit");
    const auto was_stopping = stopping();
    const auto was_killed = killed_by_user_;
    const auto asked = std::holds_alternative<Suspend>(actions.empty() ? Action{} : actions.back());
    require(quit_ || asked == std::holds_alternative<SuspendRequested>(event),
            "suspended without being asked, or not");
    suspended_ = false;
    for (auto& [launch, known] : known_) known.passed_on = !std::holds_alternative<SignalReceived>(event);
    learn(event, now);
    learn_command(event, now);
    for (const auto& action : actions) judge(action, now);
    judge_progress(event);
    require(suspended_ || !anybody_stands(), "it goes on, and a leader does not");
    judge_signal_reached_all(event);
    if (stopping() && !was_stopping) judge_stop_reached_all();
    judge_command_reached_all();
    if (std::holds_alternative<Tick>(event)) learn_ready(now);
    if (stopping() || resting_since_) require(stream_stopped_, "the app ends, and the stream was not told");
    if (killed_by_user_ && !was_killed)
        for (const auto& [launch, known] : known_)
            require(known.ended || known.killed, "asked twice, and a leader did not get SIGKILL at once");
}

void Judge::time_passes(Monotonic now) const {
    if (ending_since_ && !quit_)
        require(now <= *ending_since_ + promises_.stopped_within, "not quiescent in time");
    if (promises_.talks && ending_since_ && said_at_ && !quit_)
        require(now <= std::max(*said_at_, *ending_since_) + 1100ms, "a second of a stop without a word");
    if (promises_.talks)
        for (const auto& [launch, known] : known_)
            require(known.ended || known.killed || !known.stop_sent || known.cont_sent ||
                        now <= *known.signalled_at + 101ms,
                    "a leader does not end, and nobody looked at it");
    if (promises_.started_again_within && !stopping() && !resting_since_)
        for (const auto& [instance, due] : again_)
            require(now <= due.until + *promises_.started_again_within, "not started again in time");
}

// Of what has to complete first, each runs once, and 0 is no failure.
Policy Judge::policy_of(std::size_t instance) const {
    auto policy = plan_.instances[instance].policy;
    if (instance < plan_.first) {
        policy.restart = Restart::never;
        policy.listens = false;
    }
    return policy;
}

// When nothing is left of what had to complete first, what follows has started.
void Judge::judge_progress(const Event& event) {
    const auto* gone = std::get_if<RemnantsGone>(&event);
    if (gone == nullptr || stopping() || resting_since_) return;
    const auto found = known_.find(gone->launch);
    if (found == known_.end() || !found->second.ended || std::exchange(found->second.gone, true)) return;
    const auto next = found->second.instance + 1;
    if (next > plan_.first || next == plan_.instances.size() || past_[next].fate != Fate::lives) return;
    require(std::any_of(known_.begin(), known_.end(),
                        [&](const auto& known) { return known.second.instance == next; }),
            "what has to complete first has completed, and what follows does not start");
}

void Judge::learn(const Event& event, Monotonic now) {
    if (const auto* ended = std::get_if<Ended>(&event)) return learn_end(ended->launch, ended->ending, now);
    if (const auto* launched = std::get_if<Launched>(&event)) {
        const auto found = known_.find(launched->launch);
        if (found != known_.end() && !found->second.launched_at) found->second.launched_at = now;
    }
    if (const auto* failed = std::get_if<LaunchFailed>(&event))
        return learn_end(failed->launch, failed->why, now);
    if (quit_) return;
    if (const auto* caused = std::get_if<StopCaused>(&event); caused && !stopping() && !resting_since_) {
        expected_status_ = caused->status;
        ending_since_ = now;
    }
    if (!std::holds_alternative<StopRequested>(event)) return;
    if (!ending_since_) ending_since_ = now;
    if (!asked_at_)
        asked_at_ = now;
    else if (now - *asked_at_ > 200ms)
        killed_by_user_ = true;
}

// Told once more, as above.
std::optional<int> Judge::app_status_of(std::size_t instance, int code, bool failed) const {
    const auto& exit = plan_.exit;
    const auto& policy = plan_.instances[instance].policy;
    if (exit.code_from && *exit.code_from == plan_.instances[instance].name.type) return code;
    if (!policy.essential) return std::nullopt;
    if (exit.when == ExitWhen::any && !failed && !exit.code_from) return code;
    const bool ends = exit.when == ExitWhen::any || (exit.when == ExitWhen::failure && failed);
    return ends ? std::optional{std::max(1, code)} : std::nullopt;
}

// Of the app that ends by itself the first failure is the status.
void Judge::rests(Monotonic now) {
    if (resting_since_) return;
    resting_since_ = now;
    require(stopping() || plan_.exit.when != ExitWhen::never || !plan_.exit.stays, "it was to stay");
    require(stopping() || !is_held(), "a command may start it again, and the app ends");
    if (!stopping()) expected_status_ = first_failure_.value_or(0);
}

void Judge::learn_end_of_first(const Policy& policy, const Ending& ending, Monotonic now) {
    if (!is_failure(policy, ending)) {
        ++completed_;
        return;
    }
    expected_status_ = std::max(1, exit_status(ending));
    ending_since_ = now;
}

void Judge::learn_end(LaunchId launch, const Ending& ending, Monotonic now) {
    const auto found = known_.find(launch);
    if (found == known_.end() || found->second.ended) return;
    found->second.ended = true;
    if (stopping() || resting_since_ || found->second.stop_sent) return;
    const auto policy = policy_of(found->second.instance);
    if (found->second.instance < plan_.first) return learn_end_of_first(policy, ending, now);
    const auto instance = found->second.instance;
    auto code = exit_status(ending);
    auto failed = is_failure(policy, ending);
    if (is_mended(policy, ending)) {
        const bool never_ran = std::holds_alternative<NotLaunched>(ending);
        const bool was_healthy = !never_ran && now - found->second.since >= policy.backoff.reset_after;
        if (!is_given_up(instance, now)) return learn_restart(instance, was_healthy, now);
        code = std::max(1, code);
        failed = true;
    }
    auto& past = past_[instance];
    past.fate = !failed ? Fate::completed : past.is_commands ? Fate::commands_failure : Fate::failed;
    if (past.is_commands) return;
    if (const auto status = app_status_of(instance, code, failed)) {
        expected_status_ = *status;
        ending_since_ = now;
    } else if (failed && policy.essential && !first_failure_) {
        first_failure_ = std::max(1, code);
    }
}

bool Judge::is_given_up(std::size_t instance, Monotonic now) const {
    const auto& most = plan_.instances[instance].policy.max_restarts;
    const auto past = past_.find(instance);
    if (most.count == 0 || past == past_.end()) return false;
    const auto& restarts = past->second.restarts;
    return std::count_if(restarts.begin(), restarts.end(),
                         [&](Monotonic at) { return at >= now - most.within; }) >= most.count;
}

// The time that grows, told once more.
void Judge::learn_restart(std::size_t instance, bool was_healthy, Monotonic now) {
    const auto& policy = plan_.instances[instance].policy;
    auto& past = past_[instance];
    past.restarts.push_back(now);
    past.in_row = was_healthy ? 1 : past.in_row + 1;
    auto delay = policy.backoff.initial;
    for (unsigned time = 1; time < past.in_row && delay < policy.backoff.max; ++time)
        delay = std::chrono::duration_cast<Duration>(delay * policy.backoff.factor);
    delay = std::min(delay, policy.backoff.max);
    again_[instance] = {now + delay - 1us,
                        now + policy.stop_timeout + std::chrono::duration_cast<Duration>(delay * 1.1) + 1us};
}

void Judge::judge(const Action& action, Monotonic now) {
    require(!quit_, "an action behind Quit");
    std::visit([&](const auto& a) { judge_one(a, now); }, action);
}

Duration Judge::grace_of(const Known& known) const {
    return plan_.instances[known.instance].policy.stop_timeout;
}

void Judge::judge_one(const Launch& action, Monotonic now) {
    require(!stopping() && !resting_since_, "launched after the shutdown began");
    const auto instance = static_cast<std::size_t>(action.instance);
    require(instance < plan_.instances.size(), "launched what is not in the plan");
    require(completed_ >= std::min(instance, plan_.first), "launched before what has to complete first");
    require(instance >= plan_.first || completed_ == instance,
            "what has to complete first is launched twice");
    require(past_[instance].fate == Fate::lives, "launched, and it is not to run");
    const auto due = again_.find(instance);
    const auto launched_before = std::exchange(past_[instance].launched, true);
    require(due != again_.end() || !launched_before, "launched again, and nobody asks for that");
    if (due != again_.end()) {
        require(now >= due->second.from, "launched before its back-off was over");
        again_.erase(due);
    }
    auto& known = known_[action.launch];
    known.instance = instance;
    known.since = now;
}

void Judge::judge_one(const Signal& action, Monotonic now) {
    auto& known = known_.at(action.launch);
    const bool thaws = action.signal == SIGCONT && std::exchange(known.stands, false);
    if (thaws) return;
    require(!known.ended, "a signal to a leader that is known to have ended");
    if (action.signal == SIGUSR1) {
        require(policy_of(known.instance).forward.contains(SIGUSR1),
                "a signal that nobody wants to have passed on");
        require(!std::exchange(known.passed_on, true), "passed on twice, or unasked");
    } else if (action.signal == SIGSTOP) {
        known.stands = true;
    } else if (action.signal == SIGKILL) {
        require(killed_by_user_ || (known.signalled_at && now >= *known.signalled_at + grace_of(known)),
                "SIGKILL before the grace was over");
        known.killed = true;
    } else if (action.signal == SIGCONT) {
        require(known.stop_sent && known.others_sent == is_looked_at_later(known),
                "SIGCONT before the stop signal");
        known.cont_sent = true;
    } else {
        judge_stop_signal(known, action.scope, now);
    }
}

bool Judge::is_looked_at_later(const Known& known) const {
    const auto& instance = plan_.instances[known.instance];
    return instance.is_program && instance.policy.stop_scope == SignalScope::automatic;
}

// To each at most once.
void Judge::judge_stop_signal(Known& known, SignalScope scope, Monotonic now) const {
    require(stopping() || known.stop_asked, "a stop signal, and nobody asked");
    if (scope == SignalScope::others) {
        require(is_looked_at_later(known) && known.stop_sent, "the others of a group before its leader");
        require(now >= *known.signalled_at + 100ms, "looked at a leader before it could end");
        require(!std::exchange(known.others_sent, true), "the stop signal to the others twice");
        return;
    }
    const auto meant = plan_.instances[known.instance].policy.stop_scope;
    require(scope == (is_looked_at_later(known) ? SignalScope::leader : meant),
            "the stop signal to others than those that are meant");
    require(!std::exchange(known.stop_sent, true), "the stop signal twice");
    known.signalled_at = now;
}

void Judge::judge_one(const SignalRemnants& action, Monotonic now) {
    if (action.launch == no_launch) {
        require(stopping() || resting_since_, "what belongs to no instance was signalled while the app runs");
        rests(now);
        if (action.signal == SIGKILL)
            require(killed_by_user_ || now >= *resting_since_ + 1s,
                    "SIGKILL to strays before their grace was over");
        return;
    }
    auto& known = known_.at(action.launch);
    if (!known.signalled_at) known.signalled_at = now;
    if (action.signal == SIGKILL)
        require(killed_by_user_ || known.killed || now >= *known.signalled_at + grace_of(known),
                "SIGKILL to remnants before the grace was over");
}

void Judge::judge_one(const Reap& action, Monotonic) {
    require(known_.at(action.launch).ended, "reaped what has not ended");
}

void Judge::judge_one(const Look& action, Monotonic now) {
    if (action.launch == no_launch) rests(now);
}

void Judge::judge_one(const Say& action, Monotonic now) {
    require(!action.text.empty() && action.text.find('\n') == std::string::npos,
            "said nothing, or more than a line");
    if (action.after)
        require(known_.at(*action.after).ended, "a line waits for the last words of what lives");
    said_at_ = now;
    last_said_ = action.text;
}

void Judge::judge_one(const Suspend&, Monotonic) {
    for (const auto& [launch, known] : known_)
        require(known.ended || known.killed || known.stands, "suspended, and a leader was not told");
    suspended_ = true;
}

bool Judge::anybody_stands() const {
    return std::any_of(known_.begin(), known_.end(), [](const auto& one) { return one.second.stands; });
}

void Judge::judge_one(const StopStream&, Monotonic) {
    require(!stream_stopped_, "the stream was stopped twice");
    stream_stopped_ = true;
}

void Judge::judge_one(const Quit& action, Monotonic) {
    quit_ = true;
    require(resting_since_.has_value(), "quit without a look for strays");
    require(action.status == expected_status_, "the wrong exit status");
    require(last_said_.starts_with(fmt::format("exit {}: ", action.status)),
            "the last line is not the last line");
}

void Judge::judge_signal_reached_all(const Event& event) const {
    if (quit_ || !std::holds_alternative<SignalReceived>(event)) return;
    for (const auto& [launch, known] : known_)
        require(known.passed_on || known.ended || known.killed || !known.launched_at ||
                    !policy_of(known.instance).forward.contains(SIGUSR1),
                "a signal did not reach every leader");
}

void Judge::judge_stop_reached_all() const {
    for (const auto& [launch, known] : known_)
        require(known.ended || (known.stop_sent && (known.cont_sent || is_looked_at_later(known))),
                "a stop did not reach every leader");
}

} // namespace ganger::sim
