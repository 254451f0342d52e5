#include "remnants.hpp"
#include "run_id.hpp"
#include "watched_fd.hpp"

#include <ganger/core/one_off.hpp>
#include <ganger/engine/one_off.hpp>
#include <ganger/os/child_handle.hpp>
#include <ganger/os/clock.hpp>
#include <ganger/os/job_control.hpp>
#include <ganger/os/log.hpp>
#include <ganger/os/output_target.hpp>
#include <ganger/os/process_group.hpp>
#include <ganger/os/procfs.hpp>
#include <ganger/os/signals.hpp>
#include <ganger/os/spawn.hpp>
#include <ganger/os/subreaper.hpp>

#include <boost/asio/steady_timer.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <deque>
#include <unistd.h>
#include <utility>
#include <vector>

namespace ganger::engine {

namespace {

using namespace core::one_off;
using Terminal = std::optional<os::CallersTerminal>;

constexpr core::LaunchId only_launch{1};

// What has to be there before it starts.
struct OneOffGround {
    os::Fd signals;
    Terminal terminal;      // the one that controls our session
    bool has_modes = false; // and nobody in a pipeline beside us has set its modes
    std::string run;        // the first part of its mark
};

os::SpawnRequest spawn_request(const OneOffRequest& request, const OneOffGround& ground) {
    const bool in_our_group = ground.terminal.has_value();
    os::SpawnRequest spawn;
    spawn.arguments = core::launch_arguments(request.instance);
    spawn.program = spawn.arguments.front();
    spawn.environment =
        core::launch_environment(request.instance, ground.run, only_launch, request.instance.output);
    spawn.directory = core::folder_in(request.root, request.instance.process.folder);
    spawn.process = request.instance.process;
    spawn.in_our_group = in_our_group;
    spawn.every_descriptor = true;
    // nohup's wish; and what a script put into the background is not to end by a key.
    spawn.left_ignored = in_our_group ? std::vector{SIGHUP, SIGINT, SIGQUIT} : std::vector{SIGHUP};
    return spawn;
}

// The descendants in a group that is not theirs alone.
void add_members(pid_t pid, pid_t group, std::vector<os::ProcessInfo>& members) {
    for (const pid_t next : os::children_of(pid)) {
        const auto process = os::process_info(next);
        if (!process) continue;
        if (process->group == group) members.push_back(*process);
        add_members(next, group, members);
    }
}

class OneOffLoop {
  public:
    OneOffLoop(const OneOffRequest& request, OneOffGround ground)
        : terminal_(std::move(ground.terminal)), has_modes_(ground.has_modes),
          remnants_(ground.run, LaunchGroups(ground.run)),
          one_off_({request.instance.name.text(), terminal_.has_value(), request.stop_timeout}),
          signals_(io_, std::move(ground.signals)) {}

    tl::expected<os::Spawned, core::NotLaunched> start(os::SpawnRequest spawn,
                                                       const core::InstanceName& name);
    Finish run(os::Spawned child);

  private:
    void watch_signals();
    void take_signal(const os::CaughtSignal& caught);
    void check_children();
    void report(const Event& event);
    void arm_timer();

    void perform(const Forward& forward);
    void perform(const Continue& wish);
    void perform(const SuspendOurselves& suspend);
    void perform(const Reap& reap);
    void perform(const Look& look);
    void perform(const SignalLeftBehind& signal);
    void perform(const Say& say);
    void perform(const Finish& finish);

    boost::asio::io_context io_{1};
    boost::asio::steady_timer timer_{io_};
    Terminal terminal_;
    bool has_modes_;
    Remnants remnants_;
    core::OneOff one_off_;
    WatchedFd signals_;
    os::Spawned child_;
    bool reaped_ = false;
    std::deque<Event> inbox_;
    bool handling_ = false;
    Finish finish_;
};

tl::expected<os::Spawned, core::NotLaunched> OneOffLoop::start(os::SpawnRequest spawn,
                                                               const core::InstanceName& name) {
    auto& groups = remnants_.groups();
    const auto group = groups.make(only_launch, name);
    spawn.control_group = group.number();
    auto child = os::Spawner().spawn(spawn);
    child ? groups.launched(only_launch, child->in_control_group) : (void) groups.remove(only_launch);
    return child;
}

Finish OneOffLoop::run(os::Spawned child) {
    child_ = std::move(child);
    remnants_.leader_started(only_launch, child_.pid);
    watch_signals(); // it may have ended already: SIGCHLD waits, behind the SIGINT that ended it
    io_.run();
    return finish_;
}

void OneOffLoop::watch_signals() {
    signals_.wait(WatchedFd::Wait::wait_read, [this] {
        watch_signals();
        for (const auto& caught : os::catch_signals(signals_.fd())) take_signal(caught);
    });
}

void OneOffLoop::take_signal(const os::CaughtSignal& caught) {
    if (caught.number == SIGCHLD) return check_children();
    auto sender = caught.from_kernel ? Sender::kernel : Sender::other;
    if (caught.sender > 0 && os::descends_from_us(caught.sender)) sender = Sender::family;
    report(SignalCaught{caught.number, sender});
}

void OneOffLoop::check_children() {
    if (reaped_) return perform(Look{});
    if (const auto signal = os::take_stop(child_.pid)) report(Suspended{*signal});
    if (const auto ending = os::peek_end(child_.pid)) report(Ended{*ending});
}

void OneOffLoop::report(const Event& event) {
    inbox_.push_back(event);
    if (std::exchange(handling_, true)) return;
    while (!inbox_.empty()) {
        const auto next = std::move(inbox_.front());
        inbox_.pop_front();
        for (const auto& action : one_off_.handle(next, os::now().monotonic))
            std::visit([this](const auto& what) { perform(what); }, action);
    }
    handling_ = false;
    arm_timer();
}

void OneOffLoop::arm_timer() {
    const auto deadline = one_off_.next_deadline();
    if (!deadline) return;
    timer_.expires_at(std::chrono::steady_clock::time_point(
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(deadline->time_since_epoch())));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) report(Tick{});
    });
}

void OneOffLoop::perform(const Forward& forward) {
    const bool shell = os::is_shell_or_unknown(child_.pid);
    if (shell && !terminal_) {
        os::signal_group(child_.pid, forward.signal);
        return;
    }
    std::vector<os::ProcessInfo> members; // before they lose their parent
    if (shell) add_members(child_.pid, ::getpgrp(), members);
    os::signal_child(child_.pid, child_.pidfd, forward.signal);
    for (const auto& member : members) os::signal_identified(member.pid, member.start_time, forward.signal);
}

void OneOffLoop::perform(const Continue&) {
    const auto child = os::process_info(child_.pid);
    if (os::stop_is_pending()) return; // that is what stopped it
    if (child && child->state == 'T') perform(Forward{SIGCONT});
}

void OneOffLoop::perform(const SuspendOurselves& suspend) {
    os::stop_ourselves(suspend.signal);
}

void OneOffLoop::perform(const Reap&) {
    os::reap(child_.pid);
    reaped_ = true;
    remnants_.leader_reaped(only_launch);
}

void OneOffLoop::perform(const Look&) {
    remnants_.forget_what_was_seen();
    remnants_.look_for_the_rest(); // whatever descends from us is its
    LeftBehind left;
    bool any = false;
    for (const auto& event : remnants_.look()) {
        const auto* found = std::get_if<core::RemnantsFound>(&event);
        if (found == nullptr) continue;
        any = true;
        left.names.insert(left.names.end(), found->names.begin(), found->names.end());
    }
    any ? report(left) : report(NothingLeft{});
}

void OneOffLoop::perform(const SignalLeftBehind& signal) {
    remnants_.signal(only_launch, signal.signal);
    remnants_.signal(core::no_launch, signal.signal);
}

void OneOffLoop::perform(const Say& say) {
    os::log_aside(say.text);
}

void OneOffLoop::perform(const Finish& finish) {
    finish_ = finish;
    remnants_.groups().remove_empty();
    if (terminal_) terminal_->put_back_foreground();
    if (terminal_ && has_modes_) terminal_->put_back_modes();
    io_.stop();
}

} // namespace

tl::expected<int, core::NotLaunched> run_one_off(const OneOffRequest& request) {
    auto signals = os::block_and_open_every_signal();
    if (!signals) return tl::unexpected(core::NotLaunched{core::LaunchStage::signals, errno, {}});
    os::become_subreaper();
    const bool has_modes = os::is_terminal(0) && os::is_terminal(1);
    OneOffGround ground{std::move(*signals), os::CallersTerminal::find(), has_modes, new_one_off_run()};
    const auto spawn = spawn_request(request, ground);
    OneOffLoop loop(request, std::move(ground));
    auto child = loop.start(spawn, request.instance.name);
    if (!child) return tl::unexpected(child.error());
    os::leave_input_and_output();
    const auto end = loop.run(std::move(*child));
    if (end.by_interrupt) os::end_ourselves(SIGINT);
    return end.status;
}

} // namespace ganger::engine
