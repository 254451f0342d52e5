#include "lives_run.hpp"

#include "lives_dice.hpp"
#include "lives_judge.hpp"
#include "lives_readiness.hpp"
#include "lives_text.hpp"
#include "lives_world.hpp"

#include <ganger/core/supervisor.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace ganger::sim {

using namespace core;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t too_many_events = 20000;
constexpr Duration patience = 60s; // then the user asks for a stop in any case

Policy thrown_policy(Dice& dice, bool restarts) {
    Policy policy;
    if (restarts)
        policy.restart = dice.pick(std::vector{Restart::never, Restart::on_failure, Restart::always});
    policy.backoff = {dice.chance(0.3) ? 0ms : dice.between(0ms, 800ms),
                      dice.pick(std::vector{1.0, 1.5, 2.0}), dice.between(1s, 30s),
                      dice.chance(0.2) ? 0ms : dice.between(100ms, 10s)};
    policy.max_restarts = {dice.pick(std::vector{0U, 0U, 1U, 2U, 5U}), dice.between(1ms, 60s)};
    policy.stop_scope =
        dice.pick(std::vector{SignalScope::automatic, SignalScope::automatic, SignalScope::automatic,
                              SignalScope::group, SignalScope::leader});
    policy.stop_timeout = dice.pick(std::vector<Duration>{0s, 500ms, 1s, 2s, 5s});
    if (dice.chance(0.3)) policy.success_exit_codes = {0, 143};
    if (dice.chance(0.3)) policy.forward = {SIGUSR1};
    policy.essential = !dice.chance(0.15);
    policy.listens = dice.chance(0.3);
    return policy;
}

SupervisorPlan thrown_plan(Dice& dice) {
    SupervisorPlan plan;
    const auto restarts = dice.chance(0.5);
    const auto count = 1 + dice.below(4);
    for (unsigned place = 1; place <= count; ++place) {
        const auto name = place == 2 ? InstanceName{"test", 1} : InstanceName{"web", std::max(1U, place - 1)};
        plan.instances.push_back(
            {name, thrown_policy(dice, restarts), std::uint16_t{5000}, dice.chance(0.7)});
    }
    plan.exit.when = dice.pick(
        std::vector{ExitWhen::failure, ExitWhen::failure, ExitWhen::any, ExitWhen::all, ExitWhen::never});
    plan.exit.stays = dice.chance(0.5);
    if (dice.chance(0.2)) plan.exit.code_from = "test";
    if (dice.chance(0.3)) plan.first = std::min(1 + dice.below(2) * dice.below(2), plan.instances.size());
    for (std::size_t place = 0; place < plan.first; ++place)
        plan.instances[place].name = {"release", static_cast<unsigned>(place + 1)};
    std::map<std::string, unsigned> last;
    for (auto& instance : plan.instances) instance.name.number = ++last[instance.name.type];
    return plan;
}

Weather thrown_weather(Dice& dice) {
    Weather weather;
    weather.launch_fails = dice.chance(0.3) ? 0.1 : 0;
    weather.ignores_term = dice.pick(std::vector{0.0, 0.1, 0.5});
    weather.unkillable = dice.chance(0.2) ? 0.1 : 0;
    weather.forks = dice.pick(std::vector{0.0, 0.2, 0.6});
    weather.escapes = dice.chance(0.3) ? 0.3 : 0;
    if (dice.chance(0.3)) {
        weather.groups = dice.pick(std::vector{0.8, 1.0});
        weather.elusive = dice.pick(std::vector{0.0, 0.3});
    }
    weather.event_lost = dice.chance(0.1) ? 0.1 : 0;
    weather.event_doubled = dice.chance(0.3) ? 0.1 : 0;
    weather.event_stale = dice.chance(0.3) ? 0.1 : 0;
    if (dice.chance(0.3)) weather.crashes = dice.pick(std::vector{3U, 10U, 40U});
    weather.latency = dice.pick(std::vector<Duration>{0ms, 1ms, 10ms});
    return weather;
}

// When the user asks for a stop; each time, in order.
std::vector<Duration> thrown_requests(Dice& dice) {
    std::vector<Duration> requests;
    auto at = dice.chance(0.6) ? dice.between(0ms, dice.chance(0.2) ? 20ms : 20s) : patience;
    requests.push_back(at);
    while (dice.chance(0.4)) requests.push_back(at += dice.between(0ms, dice.chance(0.5) ? 400ms : 4s));
    return requests;
}

// When somebody gives a command; some give many.
std::vector<Duration> thrown_commands(Dice& dice) {
    std::vector<Duration> commands;
    if (dice.chance(0.5)) return commands;
    const auto often = dice.chance(0.3) ? 0.97 : 0.6;
    auto at = dice.between(0ms, 3s);
    while (commands.size() < 200 && dice.chance(often))
        commands.push_back(at += dice.between(0ms, dice.chance(0.6) ? 20ms : 4s));
    return commands;
}

// When the user presses Ctrl-Z, and how long it takes until fg.
struct Pause {
    Duration at{};
    Duration time{};
};

std::vector<Pause> thrown_pauses(Dice& dice) {
    std::vector<Pause> pauses;
    while (pauses.size() < 5 && dice.chance(0.3))
        pauses.push_back({dice.between(0ms, dice.chance(0.3) ? 100ms : 20s),
                          dice.between(0ms, dice.chance(0.5) ? Duration{3s} : Duration{1h})});
    return pauses;
}

Duration longest_grace(const SupervisorPlan& plan) {
    Duration longest{};
    for (const auto& instance : plan.instances) longest = std::max(longest, instance.policy.stop_timeout);
    return longest;
}

class Simulation {
  public:
    Simulation(std::uint64_t seed, Telling telling)
        : telling_{telling}, dice_{seed}, plan_{thrown_plan(dice_)}, weather_{thrown_weather(dice_)},
          most_late_{dice_.chance(0.2) ? dice_.between(1ms, 3s) : 0s}, world_{weather_, dice_},
          supervisor_{plan_, seed}, judge_{plan_, promises()} {}

    History live() {
        try {
            run();
        } catch (const Violation& violation) {
            history_.violation = violation.what();
            tell("VIOLATION", history_.violation);
        }
        return std::move(history_);
    }

  private:
    bool kind() const { return weather_.unkillable == 0 && weather_.event_lost == 0; }

    // Grace, then the time for SIGKILL to work, for what is forked meanwhile, and for strays. Where processes
    // survive SIGKILL or news of them is lost, 5 s for each of leader, its end after all, remnants and
    // strays.
    Promises promises() const {
        Promises promises;
        promises.stopped_within = longest_grace(plan_) + 3s + (kind() ? 0s : 21s) + 8 * most_late_;
        if (kind()) promises.started_again_within = 2s + 4 * most_late_;
        promises.talks = most_late_ == 0s && weather_.event_lost == 0;
        return promises;
    }

    void run() {
        for (const auto at : thrown_requests(dice_)) world_.after(at, [this] { ++requests_; });
        if (dice_.chance(0.2)) world_.after(dice_.between(0s, 30s), [this] { ++causes_; });
        for (const auto pause : thrown_pauses(dice_))
            world_.after(pause.at, [this, pause] { pauses_.push_back(pause.time); });
        for (const auto at : thrown_commands(dice_)) world_.after(at, [this] { ++commands_; });
        give(StartRequested{});
        while (!judge_.quit()) turn();
        if (!world_.unreaped().empty()) throw Violation{"quit without reaping " + world_.unreaped().front()};
        if (kind() && !world_.alive().empty())
            throw Violation{"quit, and left behind " + world_.alive().front()};
        give(StopRequested{"SIGINT"}); // whatever comes now changes nothing
        give(Tick{});
    }

    // Whatever comes first: something in the world, or the supervisor's deadline.
    void turn() {
        if (history_.events > too_many_events) throw Violation{"it goes on for ever"};
        const auto tick = tick_at();
        const auto next = world_.next_at();
        if (!tick && !next) throw Violation{"nothing will ever happen again, and it has not quit"};
        if (next && (!tick || *next <= *tick)) {
            world_.happen();
            judge_.time_passes(lived());
            give_what_happened();
            for (; !pauses_.empty(); pauses_.pop_back()) {
                give(SuspendRequested{});
                give_what_happened();
            }
            for (; commands_ > 0; --commands_) give_command();
            for (; causes_ > 0; --causes_)
                give(StopCaused{"nobody reads our output", dice_.chance(0.5) ? 1 : 0});
            for (; requests_ > 0; --requests_) give(StopRequested{"SIGINT"});
            if (dice_.chance(0.05)) give(SignalReceived{SIGUSR1});
            if (dice_.chance(0.02)) give(Tick{}); // spurious ones are harmless
        } else {
            world_.advance_to(*tick);
            judge_.time_passes(lived());
            const auto launched = give(Tick{});
            const auto deadline = supervisor_.next_deadline();
            // Of those that are due one is started for each event.
            if (!launched && deadline && *deadline <= world_.now())
                throw Violation{"a tick at the deadline did not move it"};
        }
    }

    void give_command() {
        std::vector<InstanceId> instances;
        for (std::size_t place = 0; place <= plan_.instances.size(); ++place) // one that is not there
            if (dice_.chance(0.4)) instances.push_back(static_cast<InstanceId>(place));
        switch (dice_.below(6)) {
        case 0:
            give(StartAsked{std::move(instances)});
            return;
        case 1:
            give(StopAsked{std::move(instances)});
            return;
        case 2:
            give(RestartAsked{std::move(instances)});
            return;
        default:
            give_scale({{{"web", static_cast<unsigned>(dice_.below(5))}}});
        }
    }

    // As the engine does it: what there has not been before is added first.
    void give_scale(ScaleAsked asked) {
        if (dice_.chance(0.3)) asked.formation.push_back({"new", static_cast<unsigned>(dice_.below(3))});
        for (const auto& wanted : asked.formation) {
            const auto is_of_it = [&](const auto& one) { return one.name.type == wanted.type; };
            auto number = static_cast<unsigned>(
                std::count_if(plan_.instances.begin(), plan_.instances.end(), is_of_it));
            while (number < wanted.count) add_instance({wanted.type, ++number});
        }
        give(asked);
    }

    void add_instance(InstanceName name) {
        auto policy = thrown_policy(dice_, true);
        policy.stop_timeout = plan_.instances.front().policy.stop_timeout; // nobody has been promised less
        plan_.instances.push_back({std::move(name), std::move(policy), std::uint16_t{5000}});
        supervisor_.add({plan_.instances.back()});
    }

    void give_what_happened() {
        for (auto events = world_.take_events(); !events.empty(); events = world_.take_events())
            for (const auto& event : events) give(event);
    }

    Monotonic lived() const { return world_.now() - stood_still_; }

    std::optional<Monotonic> tick_at() {
        const auto deadline = supervisor_.next_deadline();
        if (deadline != armed_for_) {
            armed_for_ = deadline;
            lateness_ = dice_.chance(0.3) ? dice_.between(0s, most_late_) : 0s;
        }
        if (!deadline) return std::nullopt;
        return std::max(*deadline + lateness_, world_.now());
    }

    // Whether something was launched.
    bool give(const Event& event) {
        ++history_.events;
        if (telling_ == Telling::whole_story) tell("event", text_of(event));
        const auto now = world_.now();
        const auto actions = supervisor_.handle(event, {now, Wall{now.time_since_epoch()}});
        if (telling_ == Telling::whole_story)
            for (const auto& action : actions) tell("   action", text_of(action));
        judge_.observe(event, actions, lived());
        const auto shown = supervisor_.snapshot();
        judge_.observe(shown);
        readiness_judge_.observe(event, shown, lived());
        for (const auto& action : actions) {
            world_.perform(action);
            if (std::holds_alternative<Suspend>(action)) stand_still(pauses_.back());
        }
        const auto is_launch = [](const auto& action) { return std::holds_alternative<Launch>(action); };
        return std::any_of(actions.begin(), actions.end(), is_launch);
    }

    void stand_still(Duration time) {
        stood_still_ += time;
        world_.suspend_us(time);
        tell("   we", "go on");
    }

    void tell(const char* what, const std::string& text) {
        if (telling_ == Telling::whole_story)
            history_.story.push_back(fmt::format("{:>10} {} {}", text_of(world_.now()), what, text));
    }

    Telling telling_;
    Dice dice_;
    SupervisorPlan plan_;
    Weather weather_;
    Duration most_late_;
    World world_;
    Supervisor supervisor_;
    Judge judge_;
    ReadinessJudge readiness_judge_;
    History history_;
    unsigned requests_ = 0;
    unsigned causes_ = 0;
    unsigned commands_ = 0;
    std::vector<Duration> pauses_; // that were asked for
    Duration stood_still_{};
    Deadline armed_for_;
    Duration lateness_{};
};

} // namespace

History live(std::uint64_t seed, Telling telling) {
    return Simulation{seed, telling}.live();
}

} // namespace ganger::sim
