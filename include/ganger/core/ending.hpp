// How a launch ended, and what that is as an exit status and in words.
#pragma once

#include <string>
#include <string_view>
#include <variant>

namespace ganger::core {

// Where a launch failed, in the order in which a launch goes through them.
enum class LaunchStage {
    pipe,
    fork,
    session,
    terminal,
    descriptors,
    signals,
    oom_score_adj,
    nice,
    limits,
    user,
    parent_death,
    working_directory,
    exec,
};

std::string_view stage_text(LaunchStage stage); // "exec", "working directory", …

struct Exited {
    int code = 0; // 0–255
    bool operator==(const Exited&) const = default;
};

struct Signaled {
    int signal = 0;
    bool core_dumped = false;
    bool out_of_memory = false; // it was the kernel that killed it
    bool operator==(const Signaled&) const = default;
};

struct NotLaunched {
    LaunchStage stage{};
    int error = 0;        // errno
    std::string subject;  // what could not be used: the program, the folder; or set: "nofile to 8192"
    std::string detail{}; // what is known besides: "its largest part is the variable KEY: …"
    bool operator==(const NotLaunched&) const = default;
};

using Ending = std::variant<Exited, Signaled, NotLaunched>;

// 0–255 as a shell reports it: the code, 128+signal, 127 (program not found), 126 (not executable), 125 (any
// other stage).
int exit_status(const Ending& ending);

bool is_sigkill(const Ending& ending); // whoever sent it
bool is_out_of_memory(const Ending& ending);

// "exited 3", "was killed by SIGKILL", "cannot be started: exec 'x': No such file or directory"
std::string describe(const Ending& ending);

} // namespace ganger::core
