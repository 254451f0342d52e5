#include "commands.hpp"
#include "exit_codes.hpp"
#include "render.hpp"

#include <ganger/os/environment.hpp>
#include <ganger/os/fd.hpp>
#include <ganger/os/log.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <string_view>

namespace ganger::cli {
namespace {

int print(const Page& page) {
    std::fputs(page.text.c_str(), page.status == ok ? stdout : stderr);
    return std::fflush(stdout) == 0 ? page.status : failed;
}

struct Perform {
    int operator()(const StartOptions& options) const { return start(options); }
    int operator()(const CheckOptions& options) const { return check(options); }
    int operator()(const EnvOptions& options) const { return env(options); }
    int operator()(const CompletionQuery& query) const { return completion(query); }
    int operator()(const Page& page) const { return print(page); }
    int operator()(const NoVerb& options) const { return no_verb(options); }
};

int run(int count, const char* const* arguments) {
    os::ensure_standard_descriptors();
    const auto command = parse_command_line(count, arguments, os::inherited_environment());
    if (!command) {
        tell(command.error());
        const bool code_is_the_apps =
            std::any_of(arguments, arguments + count,
                        [](std::string_view argument) { return argument.starts_with("--exit-code-from"); });
        return code_is_the_apps ? own_error : bad_input;
    }
    return std::visit(Perform{}, *command);
}

} // namespace
} // namespace ganger::cli

int main(int count, char** arguments) {
    try {
        return ganger::cli::run(count, arguments);
    } catch (const std::bad_alloc&) {
        ganger::os::log_error({"out of memory", {}});
    } catch (const std::exception& error) {
        ganger::os::log_error({std::string("an internal error: ") + error.what(), "please report it"});
    }
    return ganger::cli::failed;
}
