#include <ganger/control/start_progress.hpp>

namespace ganger::control {

namespace {

enum class Start { pending, ready, failed };

bool has_failed(const InstanceReport& instance) {
    return instance.last_end && instance.last_end->status != 0;
}

Start start_of(const InstanceReport& instance, const std::set<std::uint16_t>& opened) {
    const auto& state = instance.state;
    if (state == "running" && instance.port && opened.count(*instance.port) > 0) return Start::ready;
    if (state == "failed" || state == "stuck") return Start::failed;
    if (state == "waiting") return Start::pending;
    if (state == "starting" || state == "running" || state == "stopping" || state == "backoff") {
        // What starts again after it has failed did not come up at once; its next failure may come any time.
        if (has_failed(instance)) return Start::failed;
        return state == "backoff" ? Start::ready : Start::pending;
    }
    return Start::ready; // completed, stopped, and what is to come
}

} // namespace

StartProgress start_progress(const ProcessesReport& report, const std::set<std::uint16_t>& opened) {
    StartProgress progress;
    for (const auto& instance : report.instances) {
        switch (start_of(instance, opened)) {
        case Start::ready:
            break;
        case Start::pending:
            progress.pending.push_back(instance.name.text());
            break;
        case Start::failed:
            progress.failed.push_back(
                {instance.name.text(), instance.last_end ? instance.last_end->reason : instance.state});
            break;
        }
    }
    return progress;
}

std::string failed_text(const std::vector<FailedStart>& failed) {
    std::string text;
    for (const auto& [name, reason] : failed) {
        if (!text.empty()) text += ", ";
        text += name + " " + reason;
    }
    return text;
}

} // namespace ganger::control
