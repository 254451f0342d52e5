// What a supervisor that was killed has left of this app: it is ended before anything starts, or nothing
// starts. Pure, as the supervisor is: what happened in, what is to be done out, next_deadline() says when to
// be woken.
#pragma once

#include <ganger/core/leftover_search.hpp>
#include <ganger/core/time.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ganger::core {

namespace leftovers {

// ---- What happened. Past participles.

struct Found {
    std::vector<Leftover> processes;
};
struct NoneFound {};
// By a signal; its name.
struct StopRequested {
    std::string reason;
};
struct Tick {};

using Event = std::variant<Found, NoneFound, StopRequested, Tick>;

// ---- What is to be done. Verbs.

// At those found last; if none of them lives any more, at all there are. Answered by Found or NoneFound.
struct Look {};
// SIGTERM and SIGCONT to those found last; to each process once.
struct Stop {};
// SIGKILL to those that there are now.
struct Kill {};
struct Say {
    std::string text;
};

// All have ended; `ended` is who that was: "sleep (4711) of web.1".
struct Cleared {
    std::vector<std::string> ended;
};
// Nothing shall start, since somebody asked for the end.
struct GivenUp {
    std::string reason;
};
// Nothing may start: these live on.
struct Stuck {
    std::vector<std::string> names;
};
using Outcome = std::variant<Cleared, GivenUp, Stuck>;

// The last action.
struct Finish {
    Outcome outcome;
};

using Action = std::variant<Look, Stop, Kill, Say, Finish>;
using Actions = std::vector<Action>;

} // namespace leftovers

class Leftovers {
  public:
    // `grace`: from SIGTERM to SIGKILL. Begins when the first look has found something.
    explicit Leftovers(Duration grace) : grace_{grace} {}

    leftovers::Actions handle(const leftovers::Event& event, Monotonic now);
    Deadline next_deadline() const;

  private:
    enum class Phase { looking, stopping, killing, over };

    void take(const leftovers::Found& found, Monotonic now);
    void take(const leftovers::NoneFound& none, Monotonic now);
    void take(const leftovers::StopRequested& request, Monotonic now);
    void take(const leftovers::Tick& tick, Monotonic now);

    void remember(const std::vector<Leftover>& processes);
    void report(Monotonic now);
    void finish(leftovers::Outcome outcome);
    void act(leftovers::Action action) { actions_.push_back(std::move(action)); }

    Duration grace_;
    Phase phase_ = Phase::looking;
    Monotonic began_{};
    Monotonic next_phase_at_{}; // SIGKILL, or the end of our patience
    Monotonic look_at_{};
    Monotonic report_at_{};
    std::vector<Leftover> living_;                  // of the last look
    std::set<std::pair<long, std::uint64_t>> seen_; // since the first look
    std::vector<std::string> ended_;                // their names
    leftovers::Actions actions_;
};

// For people: whom the app's start has ended first.
std::string words_of(const leftovers::Cleared& cleared);
std::string words_of(const leftovers::Stuck& stuck);

} // namespace ganger::core
