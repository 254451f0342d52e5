#include <ganger/control/readiness.hpp>
#include <ganger/control/start_progress.hpp>

namespace ganger::control {

StartProgress start_progress(const ProcessesReport& report, const std::set<std::uint16_t>& opened) {
    StartProgress progress;
    for (const auto& instance : report.instances) {
        switch (readiness_of(instance, opened)) {
        case Readiness::ready:
            break;
        case Readiness::pending:
            progress.pending.push_back(instance.name.text());
            break;
        case Readiness::failed:
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
