#include "commands.hpp"
#include "exit_codes.hpp"
#include "one_process.hpp"

#include <ganger/core/one_off_plan.hpp>
#include <ganger/os/become.hpp>
#include <ganger/os/environment.hpp>
#include <ganger/os/output_target.hpp>

namespace ganger::cli {

int exec(const ExecOptions& options) {
    if (options.words.empty())
        return refuse({{"become what?", "ganger exec TYPE [ARGS...]: a type of the Procfile"}});
    const auto files = read_files_for_one_process(options.files, options.set);
    if (!files) return own_error;
    const std::vector<std::string> arguments(options.words.begin() + 1, options.words.end());
    const auto planned =
        core::plan_exec(plan_request(*files, options.port), options.words.front(), arguments);
    if (!planned) return refuse({planned.error()});
    const auto words = core::launch_arguments(*planned);
    const auto environment = core::exec_environment(*planned, files->environment.environment,
                                                    os::inherited_environment(), os::is_terminal(1));
    const auto why = os::become({words.front(), words, environment,
                                 core::folder_in(files->root, planned->process.folder), planned->process});
    return tell_not_launched(planned->name.text(), why, {});
}

} // namespace ganger::cli
