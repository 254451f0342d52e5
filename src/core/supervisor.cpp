#include "app_phase.hpp"
#include "life.hpp"
#include "life_index.hpp"
#include "lived_time.hpp"
#include "messages.hpp"
#include "random.hpp"
#include "requests.hpp"
#include "waited.hpp"

#include <ganger/core/oom_kills.hpp>
#include <ganger/core/supervisor.hpp>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <variant>

namespace ganger::core {

namespace {

using namespace std::chrono_literals;

constexpr Duration same_request = 200ms; // npm and make pass on what the terminal has already sent
constexpr Duration report_period = 1s;   // between two lines that say what is waited for

} // namespace

struct Supervisor::Impl {
    Impl(SupervisorPlan plan, std::uint64_t seed)
        : stop_key{std::move(plan.stop_key)}, exit{std::move(plan.exit)},
          stops_at_hang_up{plan.stops_at_hang_up},
          stops_without_reader{plan.stops_without_reader}, first{plan.first}, random{seed} {
        for (std::size_t place = 0; place < first; ++place) {
            plan.instances[place].policy.restart = Restart::never;
            plan.instances[place].policy.listens = false;
        }
        for (auto& instance : plan.instances) {
            index.add_waiting(lives.size());
            lives.push_back({std::move(instance), process::Waiting{}, {}, 0, {}});
        }
    }

    std::string stop_key;
    ExitPolicy exit;
    bool stops_at_hang_up;
    bool stops_without_reader;
    bool pty_refused = false;
    std::size_t first;
    Random random;
    OomKills oom_kills;
    std::vector<Life> lives;
    LifeIndex index;                       // of the lives
    std::optional<std::size_t> last_begun; // whose turn was the last
    app::State phase;
    std::optional<app::Reason> remembered; // the status once nothing runs any more
    std::uint64_t last_launch = 0;
    LivedTime lived;
    Monotonic now{}; // as it is lived
    Actions actions;

    // ---- Events

    void on(const StartRequested&) {
        if (!std::holds_alternative<app::NotStarted>(phase)) return;
        phase = app::Preparing{};
    }

    void on(const StopRequested& request) {
        const auto begins = may_begin_to_stop();
        if (begins) stop_all({0, messages::stopped_by(request.reason)}, request.reason);
        auto* shutdown = app::shutdown_of(phase);
        if (shutdown == nullptr) return;
        if (!shutdown->asked_at) {
            shutdown->asked_at = now;
            if (!begins)
                say(Level::info, Topic::stopping, messages::already_stopping(request.reason, stop_key));
        } else if (now - *shutdown->asked_at > same_request) {
            kill_all(request.reason);
        }
    }

    void on(const StopCaused& event) {
        if (may_begin_to_stop()) stop_all({event.status, messages::stopped_by(event.reason)}, event.reason);
    }

    void on(const ScaleAsked& asked) { order(asked); }
    void on(const StartAsked& asked) { order(asked); }
    void on(const StopAsked& asked) { order(asked); }
    void on(const RestartAsked& asked) { order(asked); }

    template <class Asked>
    void order(const Asked& asked) {
        if (!may_begin_to_stop()) return;
        const Askable app{lives, first};
        say(Level::info, Topic::asked, text_of(asked, app));
        for (const auto& [place, command] : orders_of(asked, app, now)) step(lives[place], command);
        if (auto* up = std::get_if<app::Up>(&phase)) up->said_idle = false;
    }

    void on(const HungUp&) {
        if (stops_at_hang_up) return on(StopRequested{"SIGHUP"});
        say(Level::info, Topic::notice, std::string{messages::hang_up_ignored});
    }

    void on(const OutputLost&) {
        if (stops_without_reader) return on(StopCaused{std::string{messages::no_reader}, 0});
        act(SayAside{std::string{messages::goes_on_unread}});
    }

    void on(const SignalReceived& event) {
        for (const auto& life : lives)
            if (const auto signal = passed_on(life, event.signal)) act(*signal);
    }

    void on(const SuspendRequested&) {
        for (auto& life : lives) step(life, process::Freeze{});
        act(Suspend{});
    }

    void on(const PtyRefused& event) {
        if (!std::exchange(pty_refused, true))
            say(Level::warning, Topic::notice, messages::no_pty(event.why));
    }

    void on(const Tick&) {
        for (auto& life : lives) {
            const auto deadline = process::deadline_of(life.state);
            if (deadline && *deadline <= now && !next_start(life)) step(life, Tick{});
        }
        if (const auto* resting = std::get_if<app::Resting>(&phase); resting && resting->kill_at <= now)
            kill_rest();
        if (auto* killing = std::get_if<app::RestKilling>(&phase)) tick(*killing);
        if (auto* shutdown = app::shutdown_of(phase); shutdown && shutdown->report_at <= now)
            report(*shutdown);
    }

    void on(const RemnantsFound& event) {
        if (event.launch != no_launch) return step_of(event);
        if (auto* resting = std::get_if<app::Resting>(&phase)) {
            if (resting->names.empty() && !event.names.empty())
                say(Level::warning, Topic::left_behind, messages::strays_found(event.names));
            resting->names = event.names;
            act(SignalRemnants{no_launch, SIGTERM});
        } else if (auto* killing = std::get_if<app::RestKilling>(&phase)) {
            killing->names = event.names;
        }
    }

    void on(const RemnantsGone& event) {
        if (event.launch != no_launch) return step_of(event);
        if (const auto* resting = std::get_if<app::Resting>(&phase)) {
            finish(resting->shutdown.why);
        } else if (const auto* killing = std::get_if<app::RestKilling>(&phase)) {
            finish(killing->shutdown.why);
        }
    }

    void on(const Resumed&) {}
    void on(const Launched& event) { step_of(event); }
    void on(const LaunchFailed& event) { step_of(event); }
    void on(const Ended& event) {
        const auto place = index.place_of(event.launch);
        if (place)
            step(lives[*place],
                 Ended{event.launch, oom_kills.ending_of(event.ending, lives[*place].state, now)});
    }
    void on(const OomKillsCounted& event) { oom_kills.count(event.count, now); }

    // Nothing can be handled while we stand still: whatever comes, we go on.
    void thaw(Monotonic time) {
        lived.go_on(time);
        now = lived.of(time);
        for (auto& life : lives) step(life, process::Thaw{});
    }

    // ---- Instances

    template <class E>
    void step_of(const E& event) {
        if (const auto place = index.place_of(event.launch)) step(lives[*place], event);
    }

    void step(Life& life, const process::Event& event) {
        const auto id = static_cast<InstanceId>(&life - lives.data());
        const auto fresh = LaunchId{last_launch + 1};
        auto result = process::step(life.instance, life.state, event, {id, fresh, now, random.next()});
        if (process::launch_of(result.state) == fresh) {
            ++last_launch;
            ++life.launches;
        }
        if (std::holds_alternative<process::Waiting>(result.state)) life.launches = 0;
        index.change(static_cast<std::size_t>(id), life.state, result.state);
        if (process::state_text(result.state) != process::state_text(life.state)) life.since = now;
        life.state = std::move(result.state);
        if (result.ended) life.last_end = std::move(result.ended);
        std::move(result.actions.begin(), result.actions.end(), std::back_inserter(actions));
        if (result.final) judge(std::move(*result.final));
    }

    void judge(FinalEnd end) {
        if (std::holds_alternative<app::Preparing>(phase) && end.failed)
            return stop_all({std::max(end.code, 1), std::move(end.reason), std::move(end.name)}, {});
        if (!std::holds_alternative<app::Up>(phase)) return;
        if (const auto status = status_of_app(exit, end)) {
            stop_all({*status, std::move(end.reason), std::move(end.name)}, {});
        } else if (!remembered && is_remembered(exit, end)) {
            remembered = app::Reason{std::max(end.code, 1), std::move(end.reason), std::move(end.name)};
        }
    }

    // In order, each when the one before is known to run or to have failed: a request to stop that comes in
    // between starts nobody else, and whoever performs this is never busy for longer than one launch takes.
    void start_next() {
        const auto next = index.next_waiting();
        if (!next || (last_begun && std::holds_alternative<process::Starting>(lives[*last_begun].state)))
            return;
        last_begun = next;
        step(lives[*next], process::Start{});
    }

    template <class Wanted, class Name>
    std::vector<std::string> names(Wanted wanted, Name name) const {
        std::vector<std::string> result;
        for (const auto& life : lives)
            if (wanted(life)) result.push_back(name(life));
        return result;
    }

    // ---- The end of the app

    bool may_begin_to_stop() { return app::shutdown_of(phase) == nullptr; }

    // `because` is empty where that was said already: a process has failed.
    void stop_all(app::Reason why, std::string_view because) {
        const auto stopped = names(is_up, [](const Life& life) { return life.instance.name.text(); });
        if (!stopped.empty() || !because.empty())
            say(Level::info, Topic::stopping, messages::stopping(because, stopped));
        phase = app::StoppingAll{begin_end(std::move(why))};
        for (auto& life : lives) step(life, process::Stop{now + life.instance.policy.stop_timeout});
    }

    app::Shutdown begin_end(app::Reason why) {
        act(StopStream{});
        auto deadline = now;
        for (const auto& life : lives) deadline = std::max(deadline, now + life.instance.policy.stop_timeout);
        return {std::move(why), now, deadline, now + report_period, {}, app::least_stray_grace};
    }

    // What follows from the instances' states alone, after each event.
    void advance() {
        if (std::holds_alternative<app::Preparing>(phase) && index.all_settled()) {
            if (index.next_waiting().value_or(first) >= first) phase = app::Up{};
            start_next();
        } else if (std::holds_alternative<app::Up>(phase)) {
            start_next();
        }
        if (const auto due = index.next_due(now)) step(lives[*due], Tick{}); // one for each event, as above
        if (!index.all_settled()) return;
        if (auto* up = std::get_if<app::Up>(&phase))
            end_by_itself(*up);
        else if (auto* stopping = std::get_if<app::StoppingAll>(&phase))
            rest(std::move(stopping->shutdown));
    }

    void end_by_itself(app::Up& up) {
        const bool held = waits_for_command(lives, first);
        if (held || (exit.when == ExitWhen::never && exit.stays)) {
            if (!std::exchange(up.said_idle, true))
                say(Level::warning, Topic::idle,
                    std::string{held ? messages::waits_for_command : messages::nothing_runs});
            return;
        }
        rest(begin_end(remembered.value_or(app::Reason{0, std::string{messages::every_process_ended}})));
    }

    void rest(app::Shutdown shutdown) {
        const auto until = std::max(shutdown.deadline, now + shutdown.stray_grace);
        phase = app::Resting{std::move(shutdown), until, {}};
        if (until <= now) return kill_rest();
        act(Look{no_launch});
    }

    void kill_all(std::string_view reason) {
        if (auto* stopping = std::get_if<app::StoppingAll>(&phase)) {
            stopping->shutdown.deadline = now;
            stopping->shutdown.stray_grace = {};
            const auto spared =
                names([](const Life& life) { return kill_at(life.state).has_value(); }, waited_for);
            if (!spared.empty()) say(Level::warning, Topic::killing, messages::killing_now(reason, spared));
            for (auto& life : lives) step(life, process::Kill{});
        } else if (std::holds_alternative<app::Resting>(phase)) {
            kill_rest();
        }
    }

    void kill_rest() {
        auto resting = std::get<app::Resting>(std::move(phase));
        if (!resting.names.empty())
            say(Level::warning, Topic::killing, messages::strays_killed(resting.names));
        phase = app::RestKilling{std::move(resting.shutdown), now + process::kill_period,
                                 now + process::stuck_after, std::move(resting.names)};
        act(SignalRemnants{no_launch, SIGKILL});
        act(Look{no_launch});
    }

    void tick(app::RestKilling& killing) {
        if (killing.stuck_at <= now) {
            if (!killing.names.empty())
                say(Level::error, Topic::stuck, messages::strays_stuck(killing.names));
            return finish(killing.shutdown.why);
        }
        if (killing.again_at > now) return;
        killing.again_at = now + process::kill_period;
        act(SignalRemnants{no_launch, SIGKILL});
        act(Look{no_launch});
    }

    void finish(app::Reason why) {
        phase = app::Over{};
        auto last = messages::last_line(why.status, why.text);
        if (why.status == 0)
            say(Level::info, Topic::exit, std::move(last));
        else
            act(Say{Level::error, std::move(last), {}, Topic::exit, std::move(why.failed)});
        act(Quit{why.status});
    }

    // ---- What is waited for

    void report(app::Shutdown& shutdown) {
        const auto periods = (now - shutdown.began) / report_period + 1;
        shutdown.report_at = shutdown.began + periods * report_period;
        const auto said = std::any_of(actions.begin(), actions.end(), [](const Action& action) {
            return std::holds_alternative<Say>(action);
        });
        if (said) return;
        auto text = waited_text(lives, phase, now, stop_key, shutdown.asked_at.has_value());
        if (!text.empty()) say(Level::info, Topic::waiting, std::move(text));
    }

    void act(Action action) { actions.push_back(std::move(action)); }
    void say(Level level, Topic topic, std::string text) { act(Say{level, std::move(text), {}, topic}); }
};

Supervisor::Supervisor(SupervisorPlan plan, std::uint64_t seed)
    : impl_{std::make_unique<Impl>(std::move(plan), seed)} {}
Supervisor::~Supervisor() = default;
Supervisor::Supervisor(Supervisor&&) noexcept = default;
Supervisor& Supervisor::operator=(Supervisor&&) noexcept = default;

Actions Supervisor::handle(const Event& event, Time time) {
    auto& impl = *impl_;
    if (std::holds_alternative<app::Over>(impl.phase)) return {};
    if (impl.lived.stands()) impl.thaw(time.monotonic);
    impl.now = impl.lived.of(time.monotonic);
    std::visit([&](const auto& e) { impl.on(e); }, event);
    if (std::holds_alternative<SuspendRequested>(event))
        impl.lived.stop(time.monotonic);
    else
        impl.advance();
    return std::exchange(impl.actions, {});
}

void Supervisor::add(std::vector<SupervisedInstance> instances) {
    for (auto& instance : instances)
        impl_->lives.push_back({std::move(instance), process::Away{}, {}, 0, {}});
}

Deadline Supervisor::next_deadline() const {
    if (std::holds_alternative<app::Over>(impl_->phase)) return std::nullopt;
    return impl_->lived.outside(earlier(app::deadline_of(impl_->phase), impl_->index.first_deadline()));
}

Phase Supervisor::phase() const {
    return app::shown(impl_->phase);
}

Snapshot Supervisor::snapshot() const {
    Snapshot result{phase(), {}};
    for (std::size_t place = 0; place < impl_->lives.size(); ++place) {
        const auto& life = impl_->lives[place];
        if (std::holds_alternative<process::Away>(life.state)) continue;
        auto& instance = result.instances.emplace_back(shown(life, static_cast<InstanceId>(place)));
        instance.since = impl_->lived.outside(life.since);
        instance.first = place < impl_->first;
        instance.next_start = impl_->lived.outside(instance.next_start);
    }
    return result;
}

} // namespace ganger::core
