// What is to run, resolved: every instance with its command, environment and port. Made once from files and
// options; immutable.
#pragma once

#include <ganger/core/child_terminal.hpp>
#include <ganger/core/command_form.hpp>
#include <ganger/core/environment.hpp>
#include <ganger/core/formation.hpp>
#include <ganger/core/instance.hpp>
#include <ganger/core/ports.hpp>
#include <ganger/core/process_settings.hpp>
#include <ganger/core/procfile.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/settings.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

struct PlannedInstance {
    InstanceName name;
    std::string command;                             // as in the Procfile
    CommandStart start;                              // how it is run with this environment
    std::shared_ptr<const EnvironmentValues> shared; // of all instances of its type
    EnvironmentValues own;                           // beats `shared`; all but GANGER_ID
    std::optional<std::uint16_t> port;
    bool listens = false; // web, or PORT in its command
    OutputChannel output = OutputChannel::pipe;
    bool takes_keys = false; // its stdin is its pty
    ProcessSettings process;
};

struct Plan {
    std::string app;  // its name
    std::string root; // as given, absolute
    std::vector<PlannedInstance>
        instances;         // release, if it runs first; in the Procfile's order, then by number
    std::size_t first = 0; // so many of them have to complete before the others start
};

struct PlanRequest {
    std::string app;
    std::string root;
    Procfile procfile;
    Formation formation;
    Environment environment;
    std::optional<std::string> port_option; // -p as typed
    Settings settings;
    Numbering numbering = Numbering::web_first;
    Profile profile = Profile::dev;
    OurTerminals terminals{};
    bool release_first = false; // --release: it runs before all others, and has no port
    PortSteps steps = {};
    std::vector<std::string> name_variables = {}; // hold the instance's name, as PS does
    // What the app was started with, where that is another one: it has said which type comes first, and ports
    // stay what they are.
    std::optional<Formation> numbered_by = {};
};

// Resolves ports, siblings' ports and each instance's environment (PORT, PS, GANGER_INSTANCE, PWD,
// PYTHONUNBUFFERED, PORT_<TYPE>), and who writes into a pty.
Result<Plan> make_plan(const PlanRequest& request);

// The environment of one instance as that plan gives it, with where each value comes from and what it hides;
// without one: what is the same for all.
Result<Environment> explain_environment(const PlanRequest& request, const std::optional<InstanceName>& of);

// What it will have in its environment, but for GANGER_ID and what its command assigns.
EnvironmentValues environment_of(const PlannedInstance& instance);

// "KEY=value" for execve, with GANGER_ID=<run>.<instance>.<launch> added, and what the command assigns where
// no shell will do that. `output`: what it has got, a pipe perhaps where a pty was planned.
std::vector<std::string> launch_environment(const PlannedInstance& instance, std::string_view run,
                                            LaunchId launch, OutputChannel output);

// What to execute: {"gunicorn", …} or {"/bin/sh", "-c", "exec gunicorn …"}.
std::vector<std::string> launch_arguments(const PlannedInstance& instance);

} // namespace ganger::core
