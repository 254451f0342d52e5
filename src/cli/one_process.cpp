#include "one_process.hpp"

#include "exit_codes.hpp"
#include "render.hpp"
#include "set_options.hpp"

#include <fmt/format.h>

namespace ganger::cli {

int refuse(const std::vector<Error>& errors) {
    tell(errors);
    return own_error;
}

std::optional<AppFiles> read_files_for_one_process(const FileOptions& options,
                                                   const std::vector<std::string>& set) {
    auto pairs = read_set_options(set);
    if (!pairs) {
        tell(pairs.error());
        return std::nullopt;
    }
    auto files = read_app_files(options, std::move(*pairs));
    if (!files) {
        tell(files.error());
        return std::nullopt;
    }
    for (const auto& unreadable : files->unreadable) tell(unreadable.error);
    tell(files->diagnostics);
    if (!files->usable()) return std::nullopt;
    if (const auto hidden = about_hidden_variables(*files); !hidden.empty()) tell(Error{hidden, {}});
    return std::move(*files);
}

core::PlanRequest plan_request(const AppFiles& files, const std::optional<std::string>& port) {
    core::PlanRequest request;
    request.app = files.app;
    request.root = files.root;
    request.procfile = *files.procfile;
    request.environment = files.environment.environment;
    request.port_option = port;
    request.settings = files.settings;
    request.numbering = core::numbering_of(files.place.profile);
    return request;
}

int tell_not_launched(const std::string& name, const core::NotLaunched& why, const std::string& hint) {
    const int status = core::exit_status(why);
    tell(Error{fmt::format("{} {}", name, core::describe(why)), status == not_found ? hint : std::string()});
    return status;
}

} // namespace ganger::cli
