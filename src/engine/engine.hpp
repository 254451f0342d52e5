// The loop: reports become events, the core's actions are performed in order. No decision about a process or
// a byte is made here.
#pragma once

#include "child.hpp"
#include "child_ends.hpp"
#include "control_server.hpp"
#include "drains.hpp"
#include "end_watch.hpp"
#include "key_relay.hpp"
#include "ledger_keeper.hpp"
#include "oom_watch.hpp"
#include "output_pump.hpp"
#include "remnants.hpp"
#include "service_link.hpp"
#include "sink.hpp"

#include <ganger/control/refused_peers.hpp>
#include <ganger/engine/run.hpp>
#include <ganger/os/pipe.hpp>
#include <ganger/os/spawn.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <deque>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace ganger::engine {

// What has to be there before anything starts.
struct Ground {
    os::Fd signals;
    os::Fd ends; // a set of pidfds
    os::OutputTarget output;
    std::optional<os::OutputTarget> aside; // for ganger's own lines, in the format raw
    os::HeldInput input;
    os::Fd keyboard;                         // empty: nobody gets what is typed
    std::optional<std::uint64_t> open_files; // the soft limit that children get
    std::optional<int> oom_score_adj;        // and the score, where ours was lowered
    std::string run;                         // the first part of every mark of this run
    std::string folder; // where the processes run: the root as its links lead to it when the app starts
};

class Engine {
  public:
    Engine(RunRequest request, Ground ground);

    // Until nothing is left; the exit status.
    int run();
    // Afterwards: what others see of us goes. The rest goes with the process.
    void leave();

  private:
    void report(core::Event event);
    void report_stream(const core::StreamEvent& event);
    template <class Action>
    void attempt(const Action& action);
    void stop_because_of(const std::exception& error);
    void recover(const std::exception& error);
    void schedule_turn();
    void turn();
    void flush();
    void drain_inbox();
    void handle(const core::Event& event, const core::Time& time);
    void look();
    void arm_timer();

    void watch_signals();
    void take_signal(int signal);
    void check_end(core::LaunchId launch);

    void open_control(os::Fd listener, const control::Askers& askers);
    control::Answer answer(const control::Request& request, const control::Askers& askers, unsigned user);
    control::Answer answer(const control::ListProcesses& command) const;
    control::Answer answer(const control::StopApp& command);
    control::Answer answer(const control::SendSignal& command);
    control::Answer answer(const control::ReadLogs& command);
    control::Answer answer(const control::ExplainEnvironment& command) const;
    control::Answer answer(const control::CommandInstances& command);
    std::vector<core::PlannedInstance>
    without_process(const std::vector<core::PlannedInstance>& planned) const;
    void grow(const ScaledApp& scaled);
    core::Wall wall_of(core::Monotonic time) const;

    void perform(const core::Launch& launch);
    void start(const core::Launch& launch);
    void perform(const core::Signal& signal);
    static void signal_leader(const Child& leader, int signal);
    void perform(const core::SignalRemnants& signal);
    void perform(const core::Reap& reap);
    void perform(const core::Look& look);
    void perform(const core::Say& say);
    void perform(const core::SayAside& say);
    void perform(const core::Suspend& suspend);
    void perform(const core::StopStream& stop);
    void perform(const core::Quit& quit);
    void perform(const core::CloseSource& close);
    void perform(const core::ResumeReading& resume);
    void perform(const core::WidenPipe& widen);
    void perform(const core::StreamFinished& finished);
    void perform(const core::ReportSinkLost& lost);
    void perform(const core::AnswerQuery& answer);

    os::SpawnRequest request_for(const core::Launch& launch, const ChildEnds& ends,
                                 const os::Fd& group) const;
    core::TerminalSize pty_size() const;
    void fit_ptys();

    core::Plan plan_;
    core::LineFormat format_;
    core::TerminalSize size_without_terminal_;
    Ground ground_;
    core::Supervisor supervisor_;
    std::vector<std::string> types_; // of the Procfile
    core::Router router_;
    boost::asio::io_context io_{1};
    boost::asio::steady_timer timer_{io_};
    core::Deadline armed_;
    core::Monotonic last_tick_{};
    boost::asio::steady_timer settled_{io_};
    RestingPlace resting_place_{io_};
    PumpContext pump_context_;
    Sink sink_;
    std::optional<Sink> aside_;
    Drains drains_;
    WatchedFd signals_;
    EndWatch ends_;
    os::Spawner spawner_;
    Remnants remnants_;
    OomWatch oom_kills_;
    LedgerKeeper ledger_;
    std::deque<core::Event> inbox_;
    std::map<core::LaunchId, Child> children_;
    std::vector<core::LaunchId> unwatched_; // SIGCHLD tells of their end
    std::map<core::SourceId, std::shared_ptr<OutputPump>> pumps_;
    std::optional<KeyRelay> keys_;
    std::size_t unwritten_ = 0;
    bool turn_scheduled_ = false;
    boost::asio::steady_timer look_timer_{io_};
    core::Monotonic last_look_{};
    bool look_due_ = false;
    bool look_waits_ = false;
    int status_ = 0;
    control::AppReport app_;
    control::RefusedPeers refused_peers_;
    Scale scale_;
    Explain explain_;
    std::optional<ControlServer> control_;
    std::optional<ServiceLink> service_;
};

} // namespace ganger::engine
