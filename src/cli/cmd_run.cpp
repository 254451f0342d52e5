#include "commands.hpp"
#include "exit_codes.hpp"
#include "files.hpp"
#include "render.hpp"
#include "set_options.hpp"

#include <ganger/core/one_off_plan.hpp>
#include <ganger/core/text.hpp>
#include <ganger/engine/one_off.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ganger::cli {

namespace {

int refuse(const std::vector<Error>& errors) {
    tell(errors);
    return own_error;
}

void tell_what_is_hidden(const AppFiles& files) {
    const auto& hidden = files.environment.hidden;
    if (hidden.empty()) return;
    tell_plain(
        fmt::format("the environment ganger was started with hides {} of .env (--env-override: .env wins)",
                    fmt::join(hidden, ", ")));
}

core::PlanRequest plan_request(const RunOptions& options, const AppFiles& files) {
    return {.app = files.app,
            .root = files.root,
            .procfile = *files.procfile,
            .formation = {},
            .environment = files.environment.environment,
            .port_option = options.port,
            .settings = files.settings};
}

// What may have been meant where no such program is found.
std::string hint_for(const RunOptions& options, const AppFiles& files) {
    const auto& word = options.words.front();
    std::vector<std::string> types;
    for (const auto& entry : *files.procfile) types.push_back(entry.type);
    if (options.literal) {
        if (std::find(types.begin(), types.end(), word) != types.end())
            return fmt::format("behind -- it is no type of the Procfile: ganger run {}", word);
        return word.find(' ') == std::string::npos ? ""
                                                   : "behind -- it is no line for a shell: leave out the --";
    }
    const auto equals = word.find('=');
    if (options.words.size() > 1 && equals != std::string::npos && equals > 0)
        return fmt::format("--set {} sets a variable", word);
    const auto near = core::closest(word, types);
    return near.empty() ? "" : fmt::format("did you mean '{}' of the Procfile?", near);
}

// Such as "$COMMAND" where that is not set.
bool says_nothing(const std::vector<std::string>& words) {
    return words.empty() || words.front().find_first_not_of(" \t\n") == std::string::npos;
}

} // namespace

int run(const RunOptions& options) {
    if (says_nothing(options.words))
        return refuse({{"run what?", "ganger run CMD [ARGS...], or the name of a type of the Procfile"}});
    auto set = read_set_options(options.set);
    if (!set) return refuse(set.error());
    auto file_options = options.files;
    file_options.procfile_may_lack = true;
    const auto files = read_app_files(file_options, std::move(*set));
    if (!files) return refuse({files.error()});
    for (const auto& unreadable : files->unreadable) tell(unreadable.error);
    tell(files->diagnostics);
    if (!files->usable()) return own_error;
    const core::OneOffCommand command{options.words, options.literal, options.type};
    auto planned = core::plan_one_off(plan_request(options, *files), command);
    if (!planned) return refuse({planned.error()});
    tell_what_is_hidden(*files);

    const auto policy =
        core::policy_of(files->settings, options.type.value_or(""), files->place.profile, std::nullopt);
    const auto status = engine::run_one_off({*planned, files->root, policy.stop_timeout});
    if (status) return *status;
    const bool missing = core::exit_status(status.error()) == not_found;
    tell(Error{fmt::format("{} {}", planned->name.text(), core::describe(status.error())),
               missing ? hint_for(options, *files) : std::string()});
    return core::exit_status(status.error());
}

} // namespace ganger::cli
