#include <ganger/core/line_format.hpp>
#include <ganger/core/running_app.hpp>

#include <fmt/format.h>

namespace ganger::core {

std::string since_text(Wall since, const Time& now) {
    const auto iso = stamp_text(Timestamps::iso, {since, now.utc_offset}); // "2026-11-21T14:03:07.123+01:00"
    const auto today = stamp_text(Timestamps::iso, {now.wall, now.utc_offset});
    constexpr std::size_t day = 10;
    constexpr std::size_t time = 8;
    const auto clock = iso.substr(day + 1, time);
    return iso.compare(0, day, today, 0, day) == 0 ? clock : iso.substr(0, day) + " " + clock;
}

Error runs_already(const AppIdentity& app, const Runner& runner, const Time& now) {
    std::string who = runner.pid == 0 ? "in a process that can't be seen from here (another container?)"
                                      : fmt::format("pid {}", runner.pid);
    if (!runner.user.empty()) who += " of user " + runner.user;
    if (runner.since) who += " since " + since_text(*runner.since, now);
    return {fmt::format("{} runs already: {}", app.name, who),
            fmt::format("ganger stop ends it; ganger start --name {}2 -p 6000 runs a second copy beside it",
                        app.name)};
}

} // namespace ganger::core
