// What is the same for every way into a state: its deadline, its launch, its name.
#include <ganger/core/process_machine.hpp>

#include <algorithm>

namespace ganger::core::process {

namespace {

struct DeadlineOf {
    Deadline operator()(const Running& state) const { return state.ready_at; }
    Deadline operator()(const Stopping& state) const { return earlier(state.look_at, state.kill_at); }
    Deadline operator()(const Killing& state) const { return state.stuck_at; }
    Deadline operator()(const Sweeping& state) const { return state.kill_at; }
    Deadline operator()(const SweepKilling& state) const { return std::min(state.again_at, state.stuck_at); }
    Deadline operator()(const BackingOff& state) const { return state.until; }
    template <class S>
    Deadline operator()(const S&) const {
        return std::nullopt;
    }
};

struct LaunchOf {
    LaunchId operator()(const Starting& state) const { return state.launch; }
    LaunchId operator()(const Running& state) const { return state.launch; }
    LaunchId operator()(const Ready& state) const { return state.launch; }
    LaunchId operator()(const Stopping& state) const { return state.launch; }
    LaunchId operator()(const Killing& state) const { return state.launch; }
    LaunchId operator()(const Stuck& state) const { return state.launch; }
    LaunchId operator()(const Sweeping& state) const { return state.remains.launch; }
    LaunchId operator()(const SweepKilling& state) const { return state.remains.launch; }
    LaunchId operator()(const Littered& state) const { return state.remains.launch; }
    LaunchId operator()(const Waiting&) const { return no_launch; }
    LaunchId operator()(const BackingOff&) const { return no_launch; }
    LaunchId operator()(const Stopped&) const { return no_launch; }
    LaunchId operator()(const Away&) const { return no_launch; }
    LaunchId operator()(const Completed&) const { return no_launch; }
    LaunchId operator()(const Failed&) const { return no_launch; }
};

struct TextOf {
    std::string_view operator()(const Waiting&) const { return "waiting"; }
    std::string_view operator()(const Starting&) const { return "starting"; }
    std::string_view operator()(const Running&) const { return "running"; }
    std::string_view operator()(const Ready&) const { return "ready"; }
    std::string_view operator()(const Stopping&) const { return "stopping"; }
    std::string_view operator()(const Killing&) const { return "stopping"; }
    std::string_view operator()(const Sweeping&) const {
        return "stopping";
    } // stopped is what nothing is left of
    std::string_view operator()(const SweepKilling&) const { return "stopping"; }
    std::string_view operator()(const BackingOff&) const { return "backoff"; }
    std::string_view operator()(const Stopped&) const { return "stopped"; }
    std::string_view operator()(const Away&) const { return "away"; }
    std::string_view operator()(const Completed&) const { return "completed"; }
    std::string_view operator()(const Failed&) const { return "failed"; }
    std::string_view operator()(const Stuck&) const { return "stuck"; }
    std::string_view operator()(const Littered&) const { return "stuck"; }
};

struct IsSettled {
    bool operator()(const Starting&) const { return false; }
    bool operator()(const Running&) const { return false; }
    bool operator()(const Ready&) const { return false; }
    bool operator()(const Stopping&) const { return false; }
    bool operator()(const Killing&) const { return false; }
    bool operator()(const Sweeping&) const { return false; }
    bool operator()(const SweepKilling&) const { return false; }
    bool operator()(const BackingOff&) const { return false; }
    bool operator()(const Waiting&) const { return true; }
    bool operator()(const Stopped&) const { return true; }
    bool operator()(const Away&) const { return true; }
    bool operator()(const Completed&) const { return true; }
    bool operator()(const Failed&) const { return true; }
    // What is to be started again waits for the last of it to go, however long that takes.
    bool operator()(const Stuck& state) const { return !std::holds_alternative<Waiting>(state.then); }
    bool operator()(const Littered& state) const {
        return !std::holds_alternative<Pause>(state.remains.next) &&
               !std::holds_alternative<Waiting>(state.remains.next);
    }
};

struct NextOf {
    using Answer = std::optional<Next>;
    Answer operator()(const Stopping& state) const { return of(state.then); }
    Answer operator()(const Killing& state) const { return of(state.then); }
    Answer operator()(const Stuck& state) const { return of(state.then); }
    Answer operator()(const Sweeping& state) const { return state.remains.next; }
    Answer operator()(const SweepKilling& state) const { return state.remains.next; }
    Answer operator()(const Littered& state) const { return state.remains.next; }
    Answer operator()(const Waiting& state) const { return state; }
    Answer operator()(const Stopped& state) const { return state; }
    Answer operator()(const Away& state) const { return state; }
    Answer operator()(const Completed& state) const { return state; }
    Answer operator()(const Failed& state) const { return state; }
    Answer operator()(const Starting&) const { return std::nullopt; }
    Answer operator()(const Running&) const { return std::nullopt; }
    Answer operator()(const Ready&) const { return std::nullopt; }
    Answer operator()(const BackingOff&) const { return std::nullopt; }
    static Answer of(const Then& then) {
        return std::visit([](const auto& one) -> Answer { return Next{one}; }, then);
    }
};

} // namespace

Deadline deadline_of(const State& state) {
    return std::visit(DeadlineOf{}, state);
}
LaunchId launch_of(const State& state) {
    return std::visit(LaunchOf{}, state);
}
std::optional<Next> next_of(const State& state) {
    return std::visit(NextOf{}, state);
}
bool settled(const State& state) {
    return std::visit(IsSettled{}, state);
}
std::string_view state_text(const State& state) {
    return std::visit(TextOf{}, state);
}

} // namespace ganger::core::process
