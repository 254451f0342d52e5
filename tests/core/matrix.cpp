#include "matrix.hpp"

#include <ganger/core/process_machine.hpp>
#include <ganger/core/signal_name.hpp>

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace ganger::core::process {

namespace {

using namespace std::chrono_literals;

constexpr Monotonic now{100s};
constexpr LaunchId launch{1};
constexpr Waiting again{StartedBy::command};

Remains remains(Next next) {
    return {launch, Exited{1}, 1s, std::move(next), {"x"}};
}

struct Row {
    const char* name;
    State state;
};

std::vector<Row> rows() {
    return {
        {"Waiting", Waiting{}},
        {"Starting", Starting{launch, now, {}}},
        {"Running", Running{launch, now, now + 1s, {}}},
        {"Ready", Ready{launch, now, {}}},
        {"Stopping its leader → Stopped", Stopping{launch, now, now + 5s, Stopped{}, now + look_after}},
        {"Stopping → Stopped", Stopping{launch, now, now + 5s, Stopped{}}},
        {"Stopping → Waiting", Stopping{launch, now, now + 5s, again}},
        {"Stopping → Away", Stopping{launch, now, now + 5s, Away{}}},
        {"Killing → Stopped", Killing{launch, now + 5s, Stopped{}}},
        {"Killing → Waiting", Killing{launch, now + 5s, again}},
        {"Sweeping → Stopped", Sweeping{remains(Stopped{}), now, now + 5s}},
        {"Sweeping → Waiting", Sweeping{remains(again), now, now + 5s}},
        {"Sweeping → Completed", Sweeping{remains(Completed{}), now, now + 5s}},
        {"Sweeping → Failed", Sweeping{remains(Failed{}), now, now + 5s}},
        {"Sweeping → Pause", Sweeping{remains(Pause{1s, {}}), now, now + 5s}},
        {"SweepKilling → Stopped", SweepKilling{remains(Stopped{}), now + 200ms, now + 5s}},
        {"SweepKilling → Pause", SweepKilling{remains(Pause{1s, {}}), now + 200ms, now + 5s}},
        {"BackingOff", BackingOff{now + 1s, {}}},
        {"Stopped", Stopped{}},
        {"Away", Away{}},
        {"Completed", Completed{}},
        {"Failed", Failed{}},
        {"Stuck → Stopped", Stuck{launch, Stopped{}}},
        {"Stuck → Waiting", Stuck{launch, again}},
        {"Littered → Stopped", Littered{remains(Stopped{})}},
        {"Littered → Pause", Littered{remains(Pause{1s, {}})}},
    };
}

struct Column {
    const char* name;
    Event event;
    Restart restart;
    Monotonic time;
    bool is_program = false;
};

std::vector<Column> columns(const State& state) {
    const auto due = deadline_of(state).value_or(now);
    const NotLaunched why{LaunchStage::exec, ENOENT, "x"};
    return {
        {"Start", Start{}, Restart::never, now},
        {"Want", Want{}, Restart::never, now},
        {"Stop", Stop{now + 2s, Stopped{}}, Restart::never, now},
        {"Stop (a program)", Stop{now + 2s, Stopped{}}, Restart::never, now, true},
        {"Stop, then Waiting", Stop{now + 2s, again}, Restart::never, now},
        {"Stop, then Away", Stop{now + 2s, Away{}}, Restart::never, now},
        {"Kill", Kill{}, Restart::never, now},
        {"Freeze", Freeze{}, Restart::never, now},
        {"Thaw", Thaw{}, Restart::never, now},
        {"Launched", Launched{launch}, Restart::never, now},
        {"LaunchFailed", LaunchFailed{launch, why}, Restart::never, now},
        {"LaunchFailed (always)", LaunchFailed{launch, why}, Restart::always, now},
        {"Ended, 0", Ended{launch, Exited{0}}, Restart::never, now},
        {"Ended, 0 (always)", Ended{launch, Exited{0}}, Restart::always, now},
        {"Ended, 3", Ended{launch, Exited{3}}, Restart::never, now},
        {"Ended, 3 (on-failure)", Ended{launch, Exited{3}}, Restart::on_failure, now},
        {"RemnantsFound", RemnantsFound{launch, {"x"}}, Restart::never, now},
        {"RemnantsGone", RemnantsGone{launch}, Restart::never, now},
        {"Tick before its deadline", Tick{}, Restart::never, due - 1ms},
        {"Tick at its deadline", Tick{}, Restart::never, due},
        {"Tick an hour late", Tick{}, Restart::never, due + 1h},
    };
}

struct NameOf {
    std::string operator()(const Waiting&) const { return "Waiting"; }
    std::string operator()(const Starting&) const { return "Starting"; }
    std::string operator()(const Running&) const { return "Running"; }
    std::string operator()(const Ready&) const { return "Ready"; }
    std::string operator()(const Stopping& s) const {
        return (s.look_at ? "Stopping its leader → " : "Stopping → ") + then(s.then);
    }
    std::string operator()(const Killing& s) const { return "Killing → " + then(s.then); }
    std::string operator()(const Sweeping& s) const { return "Sweeping → " + next(s.remains); }
    std::string operator()(const SweepKilling& s) const { return "SweepKilling → " + next(s.remains); }
    std::string operator()(const BackingOff&) const { return "BackingOff"; }
    std::string operator()(const Stopped&) const { return "Stopped"; }
    std::string operator()(const Completed&) const { return "Completed"; }
    std::string operator()(const Failed&) const { return "Failed"; }
    std::string operator()(const Pause&) const { return "Pause"; }
    std::string operator()(const Away&) const { return "Away"; }
    std::string operator()(const Stuck& s) const { return "Stuck → " + then(s.then); }
    std::string operator()(const Littered& s) const { return "Littered → " + next(s.remains); }
    std::string then(const Then& then) const { return std::visit(*this, then); }
    std::string next(const Remains& remains) const { return std::visit(*this, remains.next); }
};

struct ActionText {
    std::string operator()(const Launch&) const { return "Launch"; }
    std::string operator()(const Signal& a) const { return "Signal " + short_name(a.signal) + to(a.scope); }
    std::string operator()(const SignalRemnants& a) const { return "SignalRemnants " + short_name(a.signal); }
    std::string operator()(const Reap&) const { return "Reap"; }
    std::string operator()(const Look&) const { return "Look"; }
    std::string operator()(const Say& a) const { return a.after ? "Say, after its last words" : "Say"; }
    std::string operator()(const SayAside&) const { return "SayAside"; }
    std::string operator()(const Suspend&) const { return "Suspend"; }
    std::string operator()(const StopStream&) const { return "StopStream"; }
    std::string operator()(const Quit&) const { return "Quit"; }
    static std::string to(SignalScope scope) {
        switch (scope) {
        case SignalScope::automatic:
            return " (auto)";
        case SignalScope::group:
            return " to the group";
        case SignalScope::leader:
            return " to the leader";
        case SignalScope::others:
            return " to the others of a shell's group";
        case SignalScope::everything:
            return " to all of it";
        }
        return {};
    }
    static std::string short_name(int signal) { return signal_name(signal).substr(3); }
};

std::string list(const Step& step) {
    std::string text;
    for (const auto& action : step.actions)
        text += (text.empty() ? "" : ", ") + std::visit(ActionText{}, action);
    if (step.final && step.final->failed) text += text.empty() ? "a failure" : "; a failure";
    return text;
}

} // namespace

std::string matrix() {
    std::string text = "| State | Event | becomes | Actions |\n| --- | --- | --- | --- |\n";
    for (const auto& row : rows()) {
        std::string said; // of the last event of this kind: what the restart policy or lateness doesn't
                          // change is told once
        std::size_t kind = std::variant_npos;
        for (const auto& column : columns(row.state)) {
            SupervisedInstance instance{{"web", 1}, {}, {}, column.is_program};
            instance.policy.restart = column.restart;
            const auto result =
                step(instance, row.state, column.event, {InstanceId{0}, LaunchId{2}, column.time, 0.0});
            const auto becomes = std::visit(NameOf{}, result.state);
            const auto moved = deadline_of(result.state) != deadline_of(row.state);
            const auto changed = becomes != row.name || !result.actions.empty() || moved;
            const auto same = becomes == row.name ? (moved ? "(its deadline moves)" : "") : becomes;
            const auto cells = changed ? fmt::format("{} | {}", same, list(result)) : "";
            const auto told = kind == column.event.index() && said == cells;
            kind = column.event.index();
            said = cells;
            if (changed && !told) text += fmt::format("| {} | {} | {} |\n", row.name, column.name, cells);
        }
    }
    return text;
}

std::string with_matrix(const std::string& text, const std::string& matrix) {
    const std::string begin = "<!-- the matrix, generated -->\n";
    const std::string end = "<!-- end of the matrix -->";
    const auto from = text.find(begin);
    const auto to = text.find(end);
    if (from == std::string::npos || to == std::string::npos) return text + begin + matrix + end + "\n";
    return text.substr(0, from + begin.size()) + matrix + text.substr(to);
}

} // namespace ganger::core::process
