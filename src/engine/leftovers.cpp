#include "found_ledgers.hpp"
#include "left_groups.hpp"
#include "watched_fd.hpp"

#include <ganger/core/signal_name.hpp>
#include <ganger/engine/leftovers.hpp>
#include <ganger/os/clock.hpp>
#include <ganger/os/leftover_search.hpp>
#include <ganger/os/log.hpp>
#include <ganger/os/process_group.hpp>
#include <ganger/os/procfs.hpp>
#include <ganger/os/signals.hpp>

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <deque>
#include <set>
#include <unistd.h>
#include <utility>
#include <vector>

namespace ganger::engine {

namespace {

using namespace core::leftovers;
using Processes = std::vector<core::Leftover>;

Processes search(const core::LeftoverQuestion& question) {
    return core::leftovers_among(os::see_processes(question), question);
}

void send(const core::Leftover& process, int signal) {
    os::signal_identified(static_cast<pid_t>(process.pid), process.start_time, signal);
}

// The same, as it is now. False: it has ended.
bool refresh(core::Leftover& process) {
    const auto now = os::process_info(static_cast<pid_t>(process.pid));
    if (!now || now->start_time != process.start_time || os::has_ended(*now)) return false;
    process.state = now->state;
    return true;
}

class LeftoverLoop {
  public:
    LeftoverLoop(const LeftoverRequest& request, const core::LeftoverQuestion& question,
                 const LeftGroups& groups, Processes found, os::Fd signals)
        : request_(request), question_(question), groups_(groups), found_(std::move(found)),
          signals_(io_, std::move(signals)) {}

    Outcome run();

  private:
    void watch_signals();
    void take_signal(int signal);
    void report(const Event& event);
    void report_found();
    void arm_timer();

    void perform(const Look& look);
    void perform(const Stop& stop);
    void perform(const Kill& kill);
    void perform(const Say& say);
    void perform(const Finish& finish);

    const LeftoverRequest& request_;
    const core::LeftoverQuestion& question_;
    const LeftGroups& groups_;
    boost::asio::io_context io_{1};
    boost::asio::steady_timer timer_{io_};
    Processes found_;
    std::set<std::pair<long, std::uint64_t>> stopped_;
    WatchedFd signals_;
    core::Leftovers leftovers_{request_.grace};
    std::deque<Event> inbox_;
    bool handling_ = false;
    Outcome outcome_;
};

Outcome LeftoverLoop::run() {
    watch_signals();
    report_found();
    io_.run();
    return std::move(outcome_);
}

void LeftoverLoop::watch_signals() {
    signals_.wait(WatchedFd::Wait::wait_read, [this] {
        watch_signals();
        for (const int signal : os::read_signals(signals_.fd())) take_signal(signal);
    });
}

void LeftoverLoop::take_signal(int signal) {
    const bool asks_for_the_end = signal == SIGTERM || signal == SIGINT || signal == SIGQUIT ||
                                  (signal == SIGHUP && request_.stops_at_hang_up);
    if (asks_for_the_end) return report(StopRequested{core::signal_name(signal)});
    if (signal == SIGTSTP) os::stop_ourselves();
}

void LeftoverLoop::report(const Event& event) {
    inbox_.push_back(event);
    if (std::exchange(handling_, true)) return;
    while (!inbox_.empty()) {
        const auto next = std::move(inbox_.front());
        inbox_.pop_front();
        for (const auto& action : leftovers_.handle(next, os::now().monotonic))
            std::visit([this](const auto& what) { perform(what); }, action);
    }
    handling_ = false;
    arm_timer();
}

void LeftoverLoop::report_found() {
    if (found_.empty()) return report(NoneFound{});
    report(Found{found_});
}

void LeftoverLoop::arm_timer() {
    const auto deadline = leftovers_.next_deadline();
    if (!deadline) return;
    timer_.expires_at(std::chrono::steady_clock::time_point(
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(deadline->time_since_epoch())));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) report(Tick{});
    });
}

void LeftoverLoop::perform(const Look&) {
    found_.erase(
        std::remove_if(found_.begin(), found_.end(), [](auto& process) { return !refresh(process); }),
        found_.end());
    if (found_.empty()) found_ = search(question_);
    report_found();
}

// Then continued: one that stands still would not see it.
void LeftoverLoop::perform(const Stop&) {
    for (const auto& process : found_) {
        if (!stopped_.emplace(process.pid, process.start_time).second) continue;
        send(process, SIGTERM);
        send(process, SIGCONT);
    }
}

void LeftoverLoop::perform(const Kill&) {
    const auto all = os::see_processes(question_);
    const auto more = core::leftovers_among(all, question_); // with those that were forked since
    groups_.kill(core::groups_of_leftovers(all, more, question_));
    for (const auto& process : more) send(process, SIGKILL);
    for (const auto& process : found_) send(process, SIGKILL);
}

void LeftoverLoop::perform(const Say& say) {
    os::log_aside(say.text);
}

void LeftoverLoop::perform(const Finish& finish) {
    outcome_ = finish.outcome;
    io_.stop();
}

} // namespace

Result<LeftoverReport> end_leftovers(const LeftoverRequest& request) {
    FoundLedgers ledgers(request.app_id, request.places);
    const LeftGroups groups(request.app_id);
    const core::LeftoverQuestion question{request.app_id, ::getpid(), ledgers.sessions(), groups.found()};
    LeftoverReport report{Cleared{}, ledgers.spoilt()};
    if (auto found = search(question); !found.empty()) {
        auto signals =
            os::block_and_open_signals(request.suspends ? os::JobControl::stops : os::JobControl::none);
        if (!signals) return tl::unexpected(signals.error());
        report.outcome = LeftoverLoop(request, question, groups, std::move(found), std::move(*signals)).run();
    }
    if (std::holds_alternative<Cleared>(report.outcome)) ledgers.remove();
    groups.remove();
    return report;
}

} // namespace ganger::engine
