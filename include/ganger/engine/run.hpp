// Runs a plan in the foreground until nothing of it is left: signals, children, their output, one stream.
// Does what the core says.
#pragma once

#include <ganger/control/api.hpp>
#include <ganger/control/env_report.hpp>
#include <ganger/control/processes_report.hpp>
#include <ganger/core/log_rotation.hpp>
#include <ganger/core/plan.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/router.hpp>
#include <ganger/core/scaling.hpp>
#include <ganger/core/supervisor.hpp>
#include <ganger/core/terminal_size.hpp>
#include <ganger/os/fd.hpp>
#include <ganger/os/notify_socket.hpp>
#include <ganger/os/runtime_folder.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ganger::engine {

// Who wants to be told how it goes.
struct Service {
    os::NotifySocket socket;
    std::optional<core::Duration> watchdog;
};

// Another number of instances, from what was loaded at the start: all that is to run then, with ports that
// have not changed.
struct ScaledApp {
    core::Formation formation;
    core::Plan plan;
    std::vector<core::SupervisedInstance> supervised; // one for each instance of the plan, in the same order
};
using Scale = std::function<tl::expected<ScaledApp, control::Answer>(
    const std::vector<core::CountChange>& changes, const core::Formation& current)>;

// The environment of an instance, or of all, as it was loaded at the start.
using Explain =
    std::function<tl::expected<control::EnvReport, control::Answer>(const control::ExplainEnvironment&)>;

struct LogFileOptions {
    std::string path; // absolute
    core::RotationLimits limits;
    core::LineFormat format;
};

// Where the stream goes, too.
struct DrainOptions {
    std::optional<LogFileOptions> file;
    os::Fd journal; // of os::open_journal; then nothing is written to standard output
};

struct RunRequest {
    core::Plan plan;
    std::string app_id;              // core::app_id
    core::SupervisorPlan supervised; // one for each instance of the plan, in the same order
    core::RouterOptions stream;
    DrainOptions drains;
    core::TerminalSize size_without_terminal; // of ptys, where our output is no terminal
    bool empty_input = false;                 // stdin of the children is /dev/null
    bool suspends = false;                    // Ctrl-Z stops us and them; else it means nothing
    std::vector<core::Told> first_words;      // ganger's own lines before anything starts
    std::optional<Service> service;           // we are one, of a manager that wants to be told
    std::optional<os::RuntimeFolder> folder;  // of that socket: for the record of launches
    os::Fd control;                           // the socket for control; empty: there is none
    control::Askers askers;                   // to whom it answers
    Scale scale;                              // with `control`
    Explain explain;                          // with `control`
    control::AppReport app;                   // as it is shown to whoever asks there
};

// The exit status of the app (ganger(1)). An error: nothing was started. Call once per process, on the
// main thread: children die with the thread that started them, and signals stay blocked afterwards.
Result<int> run(RunRequest request);

} // namespace ganger::engine
