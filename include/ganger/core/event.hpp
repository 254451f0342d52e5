// What has happened to the processes: the only way into the supervisor. Past participles; each names the
// launch it is about.
#pragma once

#include <ganger/core/ending.hpp>
#include <ganger/core/instance.hpp>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ganger::core {

// The app shall run: every instance of the plan is started.
struct StartRequested {};

// Somebody asks for the end of the app: `reason` is the signal's name. The status is 0. A second one more
// than 200 ms after the first means: now, by SIGKILL. Where something else has already begun the stop, the
// first one only says so: whoever asks for a stop did not ask for SIGKILL.
struct StopRequested {
    std::string reason;
};

// ---- What verbs ask for of an app that runs. While it stops they change nothing, and what they name and is
// not there is left out.

// So many of each of these types shall run, with the numbers from 1 on. Those above them are stopped, and are
// as if they had never been; what a command stopped or what failed of the others is started anew.
struct ScaleAsked {
    std::vector<Wanted> formation;
};

// What of these does not run is started anew.
struct StartAsked {
    std::vector<InstanceId> instances;
};

struct StopAsked {
    std::vector<InstanceId> instances;
};

// Stopped, if they run, and started anew.
struct RestartAsked {
    std::vector<InstanceId> instances;
};

// Something that is no request ends the app: "nobody reads our output any more", "the terminal was closed",
// "an internal error: …". Never means "now", since it often follows a request: Ctrl-C ends the reader of our
// output, too.
struct StopCaused {
    std::string reason;
    int status = 0;
};

// SIGHUP: the terminal was closed, or somebody wants the files to be read again.
struct HungUp {};

// Nobody reads our output any more.
struct OutputLost {};

// A signal that means nothing to us, but perhaps to one of the types.
struct SignalReceived {
    int signal = 0;
};

// Ctrl-Z: everything shall stand still until we are continued.
struct SuspendRequested {};

// Suspend was performed, and we were continued. Any other event that comes first says the same.
struct Resumed {};

// No pty could be had for a launch, which has a pipe instead; `why`: "No space left on device".
struct PtyRefused {
    std::string why;
};

// The program is being executed.
struct Launched {
    LaunchId launch{};
};

struct LaunchFailed {
    LaunchId launch{};
    NotLaunched why;
};

// The leader has ended. It is still a zombie, so its process group's number is still its own, until Reap is
// performed.
struct Ended {
    LaunchId launch{};
    Ending ending;
};

// So many of our processes has the kernel killed until now for want of memory, whichever they were. Sent when
// that has risen, and always before the end of a process that this was.
struct OomKillsCounted {
    std::uint64_t count = 0;
};

// Descendants of a launch whose leader was reaped are still there (`names`: "nginx (4711)", at most ten, for
// people). Sent after each look that finds some. `no_launch`: those that belong to no instance.
struct RemnantsFound {
    LaunchId launch{};
    std::vector<std::string> names;
};

// A look after the leader's end found none left.
struct RemnantsGone {
    LaunchId launch{};
};

// Time has come to a deadline. Late, early and spurious ticks are harmless.
struct Tick {};

using Event =
    std::variant<StartRequested, StopRequested, ScaleAsked, StartAsked, StopAsked, RestartAsked, StopCaused,
                 HungUp, OutputLost, PtyRefused, SignalReceived, SuspendRequested, Resumed, Launched,
                 LaunchFailed, Ended, OomKillsCounted, RemnantsFound, RemnantsGone, Tick>;

} // namespace ganger::core
