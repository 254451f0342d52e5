#include "client.hpp"
#include "commands.hpp"
#include "exit_codes.hpp"

#include <ganger/control/processes_report.hpp>
#include <ganger/control/processes_text.hpp>
#include <ganger/os/clock.hpp>

#include <fmt/format.h>

#include <cstdio>

namespace ganger::cli {

int ps(const PsOptions& options) {
    const auto app = find_app(options.files);
    if (!app) return refuse(app.error(), options.json);
    const auto document = ask(*app, {"GET", "/v1/processes", {}});
    if (!document) return refuse(document.error(), options.json);
    const auto report = control::read_processes_report(*document);
    if (!report) return refuse({failed, "no-sense", report.error()}, options.json);
    if (options.json)
        fmt::print("{}\n", *document);
    else
        fmt::print("{}", control::to_text(*report, os::now()));
    return std::fflush(stdout) == 0 ? ok : failed;
}

} // namespace ganger::cli
