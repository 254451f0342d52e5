#include "commands.hpp"
#include "exit_codes.hpp"
#include "one_process.hpp"

#include <ganger/core/one_off_plan.hpp>
#include <ganger/core/text.hpp>
#include <ganger/engine/one_off.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace ganger::cli {

namespace {

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
    auto file_options = options.files;
    file_options.procfile_may_lack = true;
    const auto files = read_files_for_one_process(file_options, options.set);
    if (!files) return own_error;
    const core::OneOffCommand command{options.words, options.literal, options.type};
    const auto planned = core::plan_one_off(plan_request(*files, options.port), command);
    if (!planned) return refuse({planned.error()});

    const auto policy = core::policy_of(files->settings, options.type.value_or(options.words.front()),
                                        files->place.profile, std::nullopt);
    const auto status = engine::run_one_off({*planned, files->root, policy.stop_timeout});
    if (status) return *status;
    return tell_not_launched(planned->name.text(), status.error(), hint_for(options, *files));
}

} // namespace ganger::cli
