// What the supervisor wants done: the only way out of it. Verbs. The engine performs them in order and
// decides nothing.
#pragma once

#include <ganger/core/instance.hpp>
#include <ganger/core/level.hpp>
#include <ganger/core/topic.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ganger::core {

// Spawn the instance's command. Answered by Launched or LaunchFailed, later: but the process exists when the
// next action is performed, so a Signal may follow before the answer is handled.
struct Launch {
    InstanceId instance{};
    LaunchId launch{};
};

// `automatic`: the leader alone, unless it is a shell or unknown, then its group. TERM to a whole Celery
// group kills its pool and loses the tasks; a shell does not pass TERM on. `others`: if the leader is a shell
// or unknown all of its group but itself, those that have had this signal so apart; else nobody.
// `everything`, for SIGKILL alone: its group, and whoever is in its control group, where it has one.
enum class SignalScope { automatic, group, leader, others, everything };

// To a launch whose leader has not been reaped; nothing if there is none (its LaunchFailed or Ended is on the
// way).
struct Signal {
    LaunchId launch{};
    int signal = 0;
    SignalScope scope = SignalScope::automatic;
};

// To what is left of a launch when its leader has ended: its group while the leader is a zombie, and every
// descendant that a look finds. A process gets the same signal once, SIGKILL every time; what had it as one
// of the leader's group has had it. SIGKILL goes to all of its control group, too. Not answered.
// `no_launch`: what belongs to no instance.
struct SignalRemnants {
    LaunchId launch{};
    int signal = 0;
};

// Take the zombie away, then look for what is left of the launch: at once, and at each end of a child until
// RemnantsGone.
struct Reap {
    LaunchId launch{};
};

// Look for what is left (`no_launch`: of all that belongs to no instance): at once, and at each end of a
// child until RemnantsGone. Each look is answered by RemnantsFound or RemnantsGone.
struct Look {
    LaunchId launch{};
};

// A line of ganger's own in the stream. `after`: not before the last words of that launch are in the stream.
struct Say {
    Level level = Level::info;
    std::string text;
    std::optional<LaunchId> after;
    Topic topic = Topic::notice;
    std::string failed{}; // "web.1": where it helps, its last lines are shown once more before this one
};

// Stop ourselves, until somebody continues us; then Resumed. Behind it in the same actions comes nothing.
struct Suspend {};

// A line for stderr, since the stream takes nothing.
struct SayAside {
    std::string text;
};

// The app is ending: from now on the stream may drop what its sink does not take. Once.
struct StopStream {};

// Nothing runs any more, or it was given up. Flush the stream, then end with this status. Once, and the last
// action of all.
struct Quit {
    int status = 0;
};

using Action =
    std::variant<Launch, Signal, SignalRemnants, Reap, Look, Say, SayAside, Suspend, StopStream, Quit>;
using Actions = std::vector<Action>;

} // namespace ganger::core
