#include "client.hpp"
#include "commands.hpp"
#include "exit_codes.hpp"
#include "files.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace ganger::cli {

// `ganger` alone never starts anything: it shows the help, and what it found here.
int no_verb(const NoVerb& options) {
    fmt::print(stderr, "{}\n", options.help);
    const auto files = read_app_files(options.files, {});
    if (!files || !files->procfile || files->procfile->empty()) {
        fmt::print(stderr, "No Procfile here, or none that can be read ('ganger check' says why).\n");
        return bad_input;
    }
    fmt::print(stderr, "Found here, app '{}':\n", files->app);
    for (const auto& entry : *files->procfile) fmt::print(stderr, "  {}: {}\n", entry.type, entry.command);
    const auto running = find_app(options.files);
    if (running && running->identity == files->identity)
        fmt::print(stderr, "It runs, pid {}: 'ganger ps' shows what of it.\n", running->pid);
    else
        fmt::print(stderr, "'ganger start' runs it.\n");
    return bad_input;
}

} // namespace ganger::cli
