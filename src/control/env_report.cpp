#include <ganger/control/env_report.hpp>
#include <ganger/core/running_app.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

namespace ganger::control {

std::string to_text(const EnvReport& report, core::EnvironmentForm form, const core::Time& now) {
    auto text = core::environment_text(report.environment, form);
    if (!report.running) return text;
    const auto& app = *report.running;
    const auto since = app.since ? ", since " + core::since_text(*app.since, now) : std::string();
    const auto procfile =
        app.procfile == app.root + "/Procfile" ? std::string() : " -f " + core::in_quotes(app.procfile);
    return fmt::format("# what the running app gives: {} in {}{} (pid {}{})\n{}", core::in_quotes(report.app),
                       core::in_quotes(app.root), procfile, app.pid, since, text);
}

} // namespace ganger::control
