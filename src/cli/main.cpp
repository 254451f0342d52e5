#include "commands.hpp"
#include "exit_codes.hpp"
#include "other_name.hpp"
#include "refusal.hpp"

#include <ganger/os/environment.hpp>
#include <ganger/os/fd.hpp>
#include <ganger/os/log.hpp>
#include <ganger/os/signals.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <initializer_list>
#include <new>
#include <string_view>
#include <vector>

namespace ganger::cli {
namespace {

int print(const Page& page) {
    std::fputs(page.text.c_str(), page.status == ok ? stdout : stderr);
    return std::fflush(stdout) == 0 ? page.status : failed;
}

struct Perform {
    int operator()(const StartOptions& options) const { return start(options); }
    int operator()(const RunOptions& options) const { return cli::run(options); }
    int operator()(const ExecOptions& options) const { return exec(options); }
    int operator()(const PsOptions& options) const { return ps(options); }
    int operator()(const StopOptions& options) const { return stop(options); }
    int operator()(const RestartOptions& options) const { return restart(options); }
    int operator()(const ScaleOptions& options) const { return scale(options); }
    int operator()(const SignalOptions& options) const { return cli::signal(options); }
    int operator()(const LogsOptions& options) const { return logs(options); }
    int operator()(const CheckOptions& options) const { return check(options); }
    int operator()(const EnvOptions& options) const { return env(options); }
    int operator()(const CompletionQuery& query) const { return completion(query); }
    int operator()(const Page& page) const { return print(page); }
    int operator()(const NoVerb& options) const { return no_verb(options); }
};

// As far as that can be told from a line that is wrong.
bool is_of_a_command(const std::vector<std::string_view>& words) {
    const auto is_any = [&words](std::initializer_list<std::string_view> of) {
        return std::find_first_of(words.begin(), words.end(), of.begin(), of.end());
    };
    return is_any({"run", "exec"}) <
           is_any({"start", "ps", "stop", "restart", "scale", "signal", "logs", "check", "env", "help"});
}

// `status`, unless ours is that of one process.
Answer answer_to(int count, const char* const* arguments, int status) {
    const std::vector<std::string_view> words(arguments, arguments + count);
    if (is_of_a_command(words)) return {false, own_error};
    const bool code_is_the_apps = std::any_of(words.begin(), words.end(), [](std::string_view word) {
        return word.starts_with("--exit-code-from");
    });
    return {asks_for_json(words, os::inherited_environment()), code_is_the_apps ? own_error : status};
}

int perform(int count, const char* const* arguments) {
    os::ensure_standard_descriptors();
    const auto command = understand(count, arguments, os::inherited_environment());
    if (!command) return refuse({"usage", {command.error()}}, answer_to(count, arguments, bad_input));
    return std::visit(Perform{}, *command);
}

} // namespace
} // namespace ganger::cli

int main(int count, char** arguments) {
    using namespace ganger::cli;
    ganger::os::keep_early_signals(); // before anything else
    try {
        return perform(count, arguments);
    } catch (const std::bad_alloc&) {
        ganger::os::log_error({"out of memory", {}});
        return answer_to(count, arguments, failed).status;
    } catch (const std::exception& error) {
        return refuse({"internal", {{std::string("an internal error: ") + error.what(), "please report it"}}},
                      answer_to(count, arguments, failed));
    }
}
