#include "client.hpp"
#include "commands.hpp"
#include "exit_codes.hpp"

#include <ganger/control/signal_report.hpp>
#include <ganger/core/signal_name.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>

namespace ganger::cli {

int signal(const SignalOptions& options) {
    const auto number = core::signal_number(options.signal);
    if (!number) {
        return refuse({bad_input,
                       "usage",
                       {fmt::format("{} is no signal", core::in_quotes(options.signal)),
                        "for example: ganger signal HUP web"}},
                      options.json);
    }
    if (options.names.empty()) {
        return refuse({bad_input, "usage", {"a signal to whom?", "for example: ganger signal HUP web"}},
                      options.json);
    }
    const auto app = find_app(options.files);
    if (!app) return refuse(app.error(), options.json);
    const auto document =
        ask(*app, {"POST", "/v1/signal", control::to_json(control::SendSignal{*number, options.names})});
    if (!document) return refuse(document.error(), options.json);
    const auto sent = control::read_signal_report(*document);
    if (options.json)
        fmt::print("{}\n", *document);
    else
        fmt::print("{} sent to {}\n", core::signal_name(*number), fmt::join(sent.names, ", "));
    return std::fflush(stdout) == 0 ? ok : failed;
}

} // namespace ganger::cli
