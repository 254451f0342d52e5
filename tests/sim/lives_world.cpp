#include "lives_world.hpp"

#include "lives_text.hpp"

#include <fmt/format.h>

#include <csignal>
#include <utility>

namespace ganger::sim {

using namespace core;
using namespace std::chrono_literals;

namespace {

void require(bool holds, const std::string& what) {
    if (!holds) throw Violation{what};
}

std::string name_of(std::size_t process) {
    return fmt::format("p{}", process);
}

} // namespace

// ---- Time

std::optional<Monotonic> World::next_at() const {
    if (queue_.empty()) return std::nullopt;
    return queue_.top().at;
}

void World::after(Duration delay, std::function<void()> what) {
    queue_.push({now_ + delay, order_++, std::move(what)});
}

void World::happen() {
    auto item = queue_.top();
    queue_.pop();
    now_ = std::max(now_, item.at);
    item.what();
}

void World::suspend_us(Duration time) {
    const auto until = now_ + time;
    while (!queue_.empty() && queue_.top().at <= until) happen();
    now_ = until;
    inbox_.emplace_back(Resumed{});
}

std::vector<Event> World::take_events() {
    return std::exchange(inbox_, {});
}

// ---- Events on their way

void World::post_once(Event event) {
    after(dice_.between(0ms, weather_.latency), [this, event = std::move(event)] {
        if (const auto* ended = std::get_if<Ended>(&event); ended && children_.contains(ended->launch))
            children_[ended->launch].end_told = true;
        inbox_.push_back(event);
    });
}

void World::post(Event event) {
    if (dice_.chance(weather_.event_doubled)) post_once(event);
    if (dice_.chance(weather_.event_stale)) post_once(stale());
    if (dice_.chance(weather_.event_lost)) return;
    post_once(std::move(event));
}

// News of a launch that never was, or is long over.
Event World::stale() {
    auto launch = LaunchId{1000 + dice_.below(10)};
    for (const auto& [id, one] : children_)
        if (one.reaped && !watched_.contains(id) && dice_.chance(0.5)) launch = id;
    switch (dice_.below(4)) {
    case 0:
        return Launched{launch};
    case 1:
        return LaunchFailed{launch, {LaunchStage::fork, EAGAIN, {}}};
    case 2:
        return Ended{launch, Exited{9}};
    default:
        return RemnantsGone{launch};
    }
}

// ---- Processes

World::Process World::thrown(LaunchId launch) {
    Process process;
    process.launch = launch;
    if (!dice_.chance(weather_.ignores_term))
        process.term_takes = dice_.between(0ms, dice_.chance(0.8) ? 300ms : 8s);
    if (!dice_.chance(weather_.unkillable)) process.kill_takes = dice_.between(0ms, 20ms);
    process.stands = dice_.chance(0.03);
    const std::vector<Ending> at_term = {Signaled{SIGTERM}, Signaled{SIGTERM}, Exited{0},
                                         Exited{0},         Exited{143},       Exited{7}};
    const std::vector<Ending> own = {
        Exited{0}, Exited{0}, Exited{1}, Exited{3}, Exited{143}, Signaled{SIGSEGV, true}, Signaled{SIGKILL}};
    process.at_term = dice_.pick(at_term);
    process.at_own_end = dice_.pick(own);
    if (dice_.chance(weather_.forks)) process.forks = 1 + static_cast<unsigned>(dice_.below(2));
    return process;
}

World::ProcessId World::add_leader(LaunchId launch, bool crashes) {
    processes_.push_back(thrown(launch));
    const auto id = processes_.size() - 1;
    processes_[id].is_leader = true;
    processes_[id].is_shell = dice_.chance(0.5);
    if (dice_.chance(weather_.groups)) processes_[id].control_group = launch;
    if (crashes || dice_.chance(0.4)) {
        const auto lives = dice_.chance(0.3) ? Duration{0} : dice_.between(0ms, crashes ? 50ms : 15s);
        after(lives, [this, id] { end_unless_it_stands(id, processes_[id].at_own_end); });
    }
    schedule_fork(id);
    return id;
}

void World::add_remnant_of(ProcessId parent) {
    auto launch = dice_.chance(weather_.escapes) ? no_launch : processes_[parent].launch;
    const auto in_group = processes_[parent].in_group && dice_.chance(0.6);
    const auto control_group = processes_[parent].control_group;
    const auto is_elusive = control_group != no_launch && dice_.chance(weather_.elusive);
    auto process = thrown(is_elusive ? no_launch : launch);
    process.in_group = in_group;
    process.control_group = control_group;
    process.is_elusive = is_elusive;
    if (process.forks > 0) process.forks = dice_.chance(0.5) ? 1 : 0;
    processes_.push_back(std::move(process));
    schedule_fork(processes_.size() - 1);
}

void World::schedule_fork(ProcessId id) {
    if (processes_[id].forks == 0) return;
    after(dice_.between(0ms, dice_.chance(0.5) ? 10ms : 5s), [this, id] {
        auto& parent = processes_[id];
        if (parent.condition != Condition::alive || parent.stands) return;
        --parent.forks;
        add_remnant_of(id); // may move `parent`
        schedule_fork(id);
    });
}

void World::signal(ProcessId id, int signal) {
    auto& process = processes_[id];
    if (process.condition != Condition::alive) return;
    if (signal == SIGSTOP || signal == SIGCONT) {
        process.stands = signal == SIGSTOP;
        if (!process.stands && process.due) end(id, *process.due);
        return;
    }
    if (signal == SIGUSR1) return; // nobody ends because of that
    process.had.insert(signal);
    if (signal == SIGKILL) {
        if (process.kill_takes) after(*process.kill_takes, [this, id] { end(id, Signaled{SIGKILL}); });
    } else if (process.term_takes) {
        after(*process.term_takes, [this, id] { end_unless_it_stands(id, processes_[id].at_term); });
    }
}

void World::end_unless_it_stands(ProcessId id, const Ending& ending) {
    auto& process = processes_[id];
    if (!process.stands) return end(id, ending);
    if (!process.due) process.due = ending;
}

void World::end(ProcessId id, const Ending& ending) {
    auto& process = processes_[id];
    if (process.condition != Condition::alive) return;
    process.condition = process.is_leader ? Condition::zombie : Condition::gone;
    if (process.is_leader) post(Ended{process.launch, ending});
    for (const auto launch : std::set<LaunchId>{watched_}) look(launch);
}

void World::look(LaunchId launch) {
    std::vector<std::string> names;
    for (ProcessId id = 0; id < processes_.size(); ++id) {
        const auto& process = processes_[id];
        if (is_of(process, launch) && !process.is_leader && process.condition == Condition::alive)
            names.push_back(name_of(id));
    }
    if (names.empty()) {
        watched_.erase(launch);
        post(RemnantsGone{launch});
    } else {
        watched_.insert(launch);
        post(RemnantsFound{launch, std::move(names)});
    }
}

// ---- Actions

void World::perform(const Action& action) {
    std::visit([this](const auto& a) { perform_one(a); }, action);
}

World::Child& World::child(LaunchId launch, const char* action) {
    const auto found = children_.find(launch);
    require(found != children_.end(), fmt::format("{} to a launch that never was", action));
    return found->second;
}

void World::perform_one(const Launch& action) {
    require(action.launch != no_launch && !children_.contains(action.launch),
            "a launch number is used twice");
    require(!anything_of(action.instance), "launched while a child of the instance is there");
    auto& made = children_[action.launch];
    made.instance = action.instance;
    if (dice_.chance(weather_.launch_fails)) {
        post(LaunchFailed{action.launch, {LaunchStage::exec, ENOENT, "x"}});
        return;
    }
    made.launched = true;
    post(Launched{action.launch});
    made.leader = add_leader(action.launch, ++launches_[action.instance] <= weather_.crashes);
}

void World::perform_one(const Signal& action) {
    const auto& target = child(action.launch, "Signal");
    require(!target.reaped, "Signal to a launch whose leader was reaped: its number may be another's");
    if (!target.launched) return;
    if (action.scope != SignalScope::others) signal(target.leader, action.signal);
    if (action.scope == SignalScope::everything) kill_control_group(action.launch);
    const auto by_program = action.scope == SignalScope::automatic || action.scope == SignalScope::others;
    if (action.scope == SignalScope::leader || (by_program && !processes_[target.leader].is_shell)) return;
    signal_members(action.launch, action.signal, action.scope);
}

void World::signal_members(LaunchId launch, int signal, SignalScope scope) {
    for (ProcessId id = 0; id < processes_.size(); ++id) {
        const auto& process = processes_[id];
        if (process.launch != launch || process.is_leader || !process.in_group) continue; // none is elusive
        if (scope != SignalScope::others || !process.had.contains(signal)) this->signal(id, signal);
    }
}

// At once: who is forked meanwhile is killed, too.
void World::kill_control_group(LaunchId launch) {
    for (ProcessId id = 0; id < processes_.size(); ++id) {
        if (processes_[id].control_group != launch) continue;
        processes_[id].forks = 0;
        signal(id, SIGKILL);
    }
}

// In a control group it is also who has left all else behind.
bool World::is_of(const Process& process, LaunchId launch) {
    return process.launch == launch || (launch != no_launch && process.control_group == launch);
}

void World::perform_one(const SignalRemnants& action) {
    if (action.launch != no_launch) {
        const auto& target = child(action.launch, "SignalRemnants");
        require(target.launched && processes_[target.leader].condition != Condition::alive,
                "SignalRemnants while the leader lives");
    }
    for (ProcessId id = 0; id < processes_.size(); ++id) {
        const auto& process = processes_[id];
        if (!is_of(process, action.launch) || process.is_leader || process.is_elusive) continue;
        if (action.signal == SIGKILL || !process.had.contains(action.signal)) signal(id, action.signal);
    }
    if (action.signal == SIGKILL && action.launch != no_launch) kill_control_group(action.launch);
}

void World::perform_one(const Reap& action) {
    auto& target = child(action.launch, "Reap");
    require(target.launched && processes_[target.leader].condition == Condition::zombie,
            "Reap of what is no zombie");
    require(!target.reaped, "reaped twice");
    target.reaped = true;
    processes_[target.leader].condition = Condition::gone;
    look(action.launch);
}

void World::perform_one(const Look& action) {
    look(action.launch);
}

void World::perform_one(const Suspend&) {
    for (const auto& process : processes_)
        require(!process.is_leader || process.condition != Condition::alive || process.stands ||
                    process.had.contains(SIGKILL),
                "suspended, and a process goes on");
}

// ---- Questions

std::vector<std::string> World::alive() const {
    std::vector<std::string> result;
    for (ProcessId id = 0; id < processes_.size(); ++id)
        if (processes_[id].condition == Condition::alive && processes_[id].kill_takes)
            result.push_back(name_of(id));
    return result;
}

std::vector<std::string> World::unreaped() const {
    std::vector<std::string> result;
    for (const auto& [launch, one] : children_)
        if (one.launched && !one.reaped && one.end_told) result.push_back(name_of(one.leader));
    return result;
}

bool World::anything_of(InstanceId instance) const {
    for (const auto& [launch, one] : children_) {
        if (one.instance != instance || !one.launched) continue;
        for (const auto& process : processes_)
            if (is_of(process, launch) && process.condition != Condition::gone) return true;
    }
    return false;
}

} // namespace ganger::sim
