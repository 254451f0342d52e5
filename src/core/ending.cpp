#include <ganger/core/ending.hpp>
#include <ganger/core/signal_name.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <system_error>

namespace ganger::core {

namespace {

constexpr int other_stage_failed = 125;
constexpr int not_executable = 126;
constexpr int not_found = 127;
constexpr int killed_by_signal = 128;

int launch_status(const NotLaunched& failed) {
    if (failed.stage != LaunchStage::exec) return other_stage_failed;
    // The errors that sh takes for "not found".
    const bool missing = failed.error == ENOENT || failed.error == ENOTDIR || failed.error == ELOOP ||
                         failed.error == ENAMETOOLONG;
    return missing ? not_found : not_executable;
}

// "exec 'x'", but "setting limit nofile to 8192".
bool sets_something(LaunchStage stage) {
    return stage == LaunchStage::limits || stage == LaunchStage::nice || stage == LaunchStage::oom_score_adj;
}

std::string subject_text(const NotLaunched& failed) {
    if (failed.subject.empty()) return {};
    return sets_something(failed.stage) ? " " + failed.subject : fmt::format(" '{}'", failed.subject);
}

struct Status {
    int operator()(const Exited& ending) const { return ending.code; }
    int operator()(const Signaled& ending) const { return killed_by_signal + ending.signal; }
    int operator()(const NotLaunched& ending) const { return launch_status(ending); }
};

struct Words {
    std::string operator()(const Exited& ending) const { return fmt::format("exited {}", ending.code); }
    std::string operator()(const Signaled& ending) const {
        if (ending.out_of_memory) return "was killed by the kernel: out of memory";
        return fmt::format("was killed by {}{}", signal_name(ending.signal),
                           ending.core_dumped ? " (core dumped)" : "");
    }
    std::string operator()(const NotLaunched& ending) const {
        return fmt::format("cannot be started: {}{}: {}{}{}", stage_text(ending.stage), subject_text(ending),
                           std::generic_category().message(ending.error), ending.detail.empty() ? "" : "; ",
                           ending.detail);
    }
};

} // namespace

std::string_view stage_text(LaunchStage stage) {
    switch (stage) {
    case LaunchStage::pipe:
        return "pipe";
    case LaunchStage::fork:
        return "fork";
    case LaunchStage::session:
        return "session";
    case LaunchStage::terminal:
        return "pty";
    case LaunchStage::descriptors:
        return "descriptors";
    case LaunchStage::signals:
        return "signals";
    case LaunchStage::oom_score_adj:
        return "setting oom_score_adj";
    case LaunchStage::nice:
        return "setting nice";
    case LaunchStage::limits:
        return "setting limit";
    case LaunchStage::user:
        return "user";
    case LaunchStage::parent_death:
        return "parent-death signal";
    case LaunchStage::working_directory:
        return "working directory";
    case LaunchStage::exec:
        return "exec";
    }
    return "launch";
}

int exit_status(const Ending& ending) {
    return std::visit(Status{}, ending);
}

bool is_sigkill(const Ending& ending) {
    const auto* killed = std::get_if<Signaled>(&ending);
    return killed != nullptr && killed->signal == SIGKILL;
}

bool is_out_of_memory(const Ending& ending) {
    const auto* killed = std::get_if<Signaled>(&ending);
    return killed != nullptr && killed->out_of_memory;
}

std::string describe(const Ending& ending) {
    return std::visit(Words{}, ending);
}

} // namespace ganger::core
