#include <ganger/control/apps_report.hpp>
#include <ganger/control/processes_text.hpp>
#include <ganger/core/running_app.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace ganger::control {

void sort_instances(ProcessesReport& report, const std::vector<std::string>& types) {
    const auto place = [&](const InstanceReport& instance) {
        return std::find(types.begin(), types.end(), instance.name.type) - types.begin();
    };
    std::stable_sort(
        report.instances.begin(), report.instances.end(), [&](const auto& one, const auto& other) {
            return std::pair(place(one), one.name.number) < std::pair(place(other), other.name.number);
        });
}

namespace {

using namespace std::chrono_literals;

using Row = std::vector<std::string>;

template <class T>
std::string or_dash(const std::optional<T>& value) {
    return value ? fmt::format("{}", *value) : std::string("-");
}

// What stands in it may come from anybody.
std::string harmless(const std::string& text) {
    const auto quoted = core::in_quotes(text);
    return quoted == "'" + text + "'" ? text : quoted;
}

Row row_of(const InstanceReport& instance, const core::Time& now) {
    return {harmless(instance.name.text()),
            harmless(instance.state),
            instance.since ? age_text(now.wall - *instance.since) : "-",
            or_dash(instance.pid),
            or_dash(instance.port),
            std::to_string(instance.restarts),
            instance.last_end ? harmless(instance.last_end->reason) : "-"};
}

std::string lines_of(const std::vector<Row>& rows) {
    std::vector<std::size_t> widths(rows.front().size());
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i + 1 < row.size(); ++i) text += fmt::format("{:<{}}  ", row[i], widths[i]);
        text += row.back() + "\n";
    }
    return text;
}

} // namespace

std::string age_text(core::Duration age) {
    if (age < 0s) age = 0s; // somebody has set the clock
    if (age < 120s) return fmt::format("{} s", age / 1s);
    if (age < 120min) return fmt::format("{} min", age / 1min);
    if (age < 48h) return fmt::format("{} h", age / 1h);
    return fmt::format("{} days", age / 24h);
}

std::string to_text(const ProcessesReport& report, const core::Time& now) {
    const auto& app = report.app;
    std::string text = fmt::format("{} is {}", harmless(app.name), harmless(app.state));
    if (app.since) text += ", started " + core::since_text(*app.since, now);
    text += fmt::format(", pid {}, in {}\n", app.pid, harmless(app.root));
    std::vector<Row> rows{{"NAME", "STATE", "FOR", "PID", "PORT", "RESTARTS", "LAST END"}};
    for (const auto& instance : report.instances) rows.push_back(row_of(instance, now));
    return text + lines_of(rows);
}

ListedApp listed(const ProcessesReport& report) {
    ListedApp listed{report.app, {}, 0, 0, true};
    for (const auto& instance : report.instances) {
        if (instance.state == "running" || instance.state == "ready") ++listed.running;
        if (instance.state != "stopped" && instance.state != "completed") ++listed.wanted;
    }
    return listed;
}

std::string to_text(const std::vector<ListedApp>& apps, const core::Time& now) {
    const bool users = std::any_of(apps.begin(), apps.end(), [](const auto& of) { return !of.user.empty(); });
    std::vector<Row> rows{{"NAME", "STATE", "SINCE", "PID", "PROFILE", "RUN", "ROOT"}};
    for (const auto& [app, user, running, wanted, answers] : apps) {
        rows.push_back(
            {harmless(app.name), harmless(app.state), app.since ? core::since_text(*app.since, now) : "-",
             app.pid > 0 ? std::to_string(app.pid) : "-", app.profile.empty() ? "-" : harmless(app.profile),
             answers ? fmt::format("{}/{}", running, wanted) : "-", harmless(app.root)});
        if (app.procfile != app.root + "/Procfile") rows.back().back() += " -f " + harmless(app.procfile);
        if (users) rows.back().insert(rows.back().begin(), user.empty() ? "-" : harmless(user));
    }
    if (users) rows.front().insert(rows.front().begin(), "USER");
    return lines_of(rows);
}

} // namespace ganger::control
