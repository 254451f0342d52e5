#include <ganger/core/one_off.hpp>
#include <ganger/core/signal_name.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <utility>

namespace ganger::core {

using namespace one_off;
using namespace std::chrono_literals;

namespace {

// What ends by itself right after its leader, such as the `tee` of a process substitution, is no leftover.
constexpr auto time_to_leave = 200ms;
// Somebody who asks within that time has asked for the end that has just come.
constexpr auto same_request = 200ms;
constexpr auto time_to_die = 2s;

// Sent by the kernel, these come from the terminal, and go to all of its foreground group.
constexpr std::array terminal_signals{SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGHUP, SIGCONT, SIGWINCH};
constexpr std::array ending_signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT};

template <class Signals>
bool is_one_of(const Signals& signals, int signal) {
    return std::find(signals.begin(), signals.end(), signal) != signals.end();
}

} // namespace

Actions OneOff::handle(const Event& event, Monotonic now) {
    if (phase_ != Phase::over) std::visit([&](const auto& what) { take(what, now); }, event);
    return std::exchange(actions_, {});
}

void OneOff::take(const SignalCaught& caught, Monotonic now) {
    if (caught.sender == Sender::family) return;
    if (caught.sender == Sender::kernel && caught.signal == SIGINT && policy_.in_our_group)
        interrupted_ = true;
    if (phase_ == Phase::running) return pass_on(caught);
    if (is_one_of(ending_signals, caught.signal)) hurry(now);
}

// Only once: the terminal has sent it to the whole group already.
bool OneOff::gets_it_itself(const SignalCaught& caught) const {
    return policy_.in_our_group && caught.sender == Sender::kernel &&
           is_one_of(terminal_signals, caught.signal);
}

void OneOff::pass_on(const SignalCaught& caught) {
    // A shell continues the whole group; whoever continued us alone meant it, too.
    if (caught.signal == SIGCONT && policy_.in_our_group) {
        actions_.emplace_back(Continue{});
        return;
    }
    if (gets_it_itself(caught)) return;
    forwarded_.push_back(caught.signal);
    actions_.emplace_back(Forward{caught.signal});
    // While it is stopped it would not see it.
    if (is_one_of(ending_signals, caught.signal)) actions_.emplace_back(Continue{});
}

// In a session of its own it is nobody's job: who stopped it will continue it.
void OneOff::take(const Suspended& suspended, Monotonic) {
    if (phase_ != Phase::running || !policy_.in_our_group) return;
    // SIGSTOP would stop us also where nobody can continue us.
    const int signal = suspended.signal == SIGSTOP ? SIGTSTP : suspended.signal;
    actions_.emplace_back(SuspendOurselves{signal});
}

void OneOff::take(const Ended& ended, Monotonic now) {
    if (phase_ != Phase::running) return;
    phase_ = Phase::leaving;
    ending_ = ended.ending;
    ended_at_ = now;
    deadline_ = now + time_to_leave;
    if (const auto* signaled = std::get_if<Signaled>(&ending_)) {
        // As shells do: who pressed Ctrl-C or closed a pager knows.
        const bool known = signaled->signal == SIGINT || signaled->signal == SIGPIPE ||
                           is_one_of(forwarded_, signaled->signal);
        if (!known) say(fmt::format("{} {}", policy_.name, describe(ending_)));
    }
    actions_.emplace_back(Reap{});
    actions_.emplace_back(Look{});
}

void OneOff::take(const LeftBehind& left, Monotonic now) {
    if (phase_ == Phase::running) return;
    left_ = left.names;
    if (deadline_ && now >= *deadline_) return go_further(now);
    // One that was started since.
    if (phase_ == Phase::killing) actions_.emplace_back(SignalLeftBehind{SIGKILL});
}

void OneOff::take(const NothingLeft&, Monotonic) {
    if (phase_ != Phase::running) finish();
}

void OneOff::take(const Tick&, Monotonic now) {
    // Who is there now, not who was there then.
    if (deadline_ && now >= *deadline_) actions_.emplace_back(Look{});
}

void OneOff::go_further(Monotonic now) {
    switch (phase_) {
    case Phase::running:
    case Phase::over:
        return;
    case Phase::leaving:
        return stop_what_is_left(now);
    case Phase::stopping:
        return kill_what_is_left(now);
    case Phase::killing:
        say(fmt::format("not even SIGKILL ends {}", names_left()));
        return finish();
    }
}

void OneOff::hurry(Monotonic now) {
    if (now - ended_at_ < same_request) return;
    if (phase_ == Phase::killing) return;
    phase_ = Phase::stopping;
    deadline_ = now;
    actions_.emplace_back(Look{});
}

void OneOff::stop_what_is_left(Monotonic now) {
    phase_ = Phase::stopping;
    deadline_ = now + policy_.stop_timeout;
    say(fmt::format("{} {}; stopping what it left behind: {}", policy_.name, describe(ending_),
                    names_left()));
    actions_.emplace_back(SignalLeftBehind{SIGTERM});
    actions_.emplace_back(SignalLeftBehind{SIGCONT});
}

void OneOff::kill_what_is_left(Monotonic now) {
    phase_ = Phase::killing;
    deadline_ = now + time_to_die;
    say(fmt::format("killing {}", names_left()));
    actions_.emplace_back(SignalLeftBehind{SIGKILL});
}

void OneOff::finish() {
    const auto* signaled = std::get_if<Signaled>(&ending_);
    const bool by_interrupt = interrupted_ && signaled != nullptr && signaled->signal == SIGINT;
    actions_.emplace_back(Finish{exit_status(ending_), by_interrupt});
    phase_ = Phase::over;
    deadline_.reset();
}

void OneOff::say(std::string text) {
    actions_.emplace_back(Say{std::move(text)});
}

std::string OneOff::names_left() const {
    return left_.empty() ? std::string("processes without a name")
                         : fmt::format("{}", fmt::join(left_, ", "));
}

} // namespace ganger::core
