// The life of a one-off (`ganger run`): one process with the caller's descriptors, until nothing of it is
// left. Pure as the supervisor is: what happened in, what is to be done out, next_deadline() says when to be
// woken.
#pragma once

#include <ganger/core/ending.hpp>
#include <ganger/core/time.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ganger::core {

namespace one_off {

// ---- What happened. Past participles.

// `family`: we ourselves, or what descends from us.
enum class Sender { kernel, family, other };

struct SignalCaught {
    int signal = 0;
    Sender sender{};
};
// The process has been stopped, as by Ctrl-Z.
struct Suspended {
    int signal = 0;
};
// It is still a zombie, until Reap is performed.
struct Ended {
    Ending ending;
};
// What a look after the end has found: "nginx (4711)", at most ten.
struct LeftBehind {
    std::vector<std::string> names;
};
struct NothingLeft {};
struct Tick {};

using Event = std::variant<SignalCaught, Suspended, Ended, LeftBehind, NothingLeft, Tick>;

// ---- What is to be done. Verbs.

// To the process; where it is a shell, to those of its descendants that are in its group, too.
struct Forward {
    int signal = 0;
};
// SIGCONT to the process, if it is stopped.
struct Continue {};
// Ourselves, by this signal, so that the shell that waits for us sees the job stopped. It may have no effect:
// nobody could continue us.
struct SuspendOurselves {
    int signal = 0;
};
struct Reap {};
// Once, and again at each end of a child until NothingLeft.
struct Look {};
struct SignalLeftBehind {
    int signal = 0;
};
// On stderr.
struct Say {
    std::string text;
};
// The last action. `by_interrupt`: Ctrl-C ended it; whoever runs us in a loop or a script is to see that by
// our own end.
struct Finish {
    int status = 0;
    bool by_interrupt = false;
    bool operator==(const Finish&) const = default;
};

using Action = std::variant<Forward, Continue, SuspendOurselves, Reap, Look, SignalLeftBehind, Say, Finish>;
using Actions = std::vector<Action>;

} // namespace one_off

struct OneOffPolicy {
    std::string name; // "run.1"
    // It is in our process group, and so gets itself what the terminal sends: keys, hang-up, resize.
    bool in_our_group = false;
    Duration stop_timeout = std::chrono::seconds{5};
};

class OneOff {
  public:
    explicit OneOff(OneOffPolicy policy) : policy_{std::move(policy)} {}

    one_off::Actions handle(const one_off::Event& event, Monotonic now);
    Deadline next_deadline() const { return deadline_; }

  private:
    enum class Phase { running, leaving, stopping, killing, over };

    void take(const one_off::SignalCaught& caught, Monotonic now);
    void take(const one_off::Suspended& suspended, Monotonic now);
    void take(const one_off::Ended& ended, Monotonic now);
    void take(const one_off::LeftBehind& left, Monotonic now);
    void take(const one_off::NothingLeft& none, Monotonic now);
    void take(const one_off::Tick& tick, Monotonic now);

    void pass_on(const one_off::SignalCaught& caught);
    void go_further(Monotonic now);
    void hurry(Monotonic now);
    void stop_what_is_left(Monotonic now);
    void kill_what_is_left(Monotonic now);
    void finish();
    void say(std::string text);
    bool gets_it_itself(const one_off::SignalCaught& caught) const;
    std::string names_left() const;

    OneOffPolicy policy_;
    Phase phase_ = Phase::running;
    Deadline deadline_;
    Monotonic ended_at_{};
    Ending ending_{Exited{}};
    bool interrupted_ = false;      // by Ctrl-C
    std::vector<int> forwarded_;    // so that an end by them is no news
    std::vector<std::string> left_; // of the last look
    one_off::Actions actions_;
};

} // namespace ganger::core
