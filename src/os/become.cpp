#include "child_setup.hpp"
#include "exec_pointers.hpp"
#include "process_setup.hpp"
#include "program_search.hpp"
#include "script.hpp"

#include <ganger/os/become.hpp>

#include <cerrno>
#include <signal.h>
#include <unistd.h>

namespace ganger::os {
namespace {

using core::LaunchStage;

int execute(const std::string& file, const std::vector<std::string>& arguments,
            const std::vector<std::string>& environment) {
    ::execve(file.c_str(), pointers_to(arguments).data(), pointers_to(environment).data());
    return errno;
}

} // namespace

core::NotLaunched become(const BecomeRequest& request) {
    constexpr auto hang_up = std::uint64_t{1} << (SIGHUP - 1);
    LaunchStage stage{};
    if (auto setup = lay_out(request.process, {}); !tell_kernel(setup, stage)) {
        const int error = errno;
        return {stage, error, subject_of(setup, stage)};
    }
    if (::chdir(request.directory.c_str()) != 0)
        return {LaunchStage::working_directory, errno, request.directory};
    const auto program = find_program(request.program, request.environment, {});
    if (!program) return {LaunchStage::exec, program.error(), request.program};
    if (!reset_signals(hang_up)) return {LaunchStage::signals, errno, {}};
    int error = execute(*program, request.arguments, request.environment);
    if (error == ENOEXEC && is_script(*program))
        error = execute("/bin/sh", script_arguments(*program, request.arguments), request.environment);
    return {LaunchStage::exec, error, request.program};
}

} // namespace ganger::os
