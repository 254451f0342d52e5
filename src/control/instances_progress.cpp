#include <ganger/control/instances_progress.hpp>
#include <ganger/control/readiness.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace ganger::control {

namespace {

const InstanceReport* find(const ProcessesReport& report, const std::string& name) {
    const auto place = std::find_if(report.instances.begin(), report.instances.end(),
                                    [&](const auto& instance) { return instance.name.text() == name; });
    return place == report.instances.end() ? nullptr : &*place;
}

std::string why(const InstanceReport& instance, std::string_view what) {
    auto text = fmt::format("{} {}", instance.name.text(), what);
    if (instance.last_end) text += ": " + instance.last_end->reason;
    return text;
}

class Reckoning {
  public:
    explicit Reckoning(const ProcessesReport& report) : report_{report} {
        progress_.concerned.app = report.app;
    }

    void shall_run(const std::string& name) {
        const auto* instance = find(report_, name);
        if (instance == nullptr) return fail(name + " was scaled away meanwhile");
        progress_.concerned.instances.push_back(*instance);
        if (instance->state == "stopped") return fail(name + " was stopped meanwhile");
        switch (readiness_of(*instance)) {
        case Readiness::ready:
            return;
        case Readiness::pending:
            return await(*instance);
        case Readiness::failed:
            break;
        }
        if (instance->state == "failed") return fail(why(*instance, "failed"));
        if (instance->state == "stuck") return await(*instance);
        fail(why(*instance, "failed and is started again"));
    }

    void shall_stop(const std::string& name) {
        const auto* instance = find(report_, name);
        if (instance == nullptr) return;
        progress_.concerned.instances.push_back(*instance);
        const auto& state = instance->state;
        if (state == "stopped" || state == "completed" || state == "failed") return;
        if (state == "ready" || state == "running") return fail(name + " was started again meanwhile");
        await(*instance);
    }

    Progress take() { return std::move(progress_); }

  private:
    void await(const InstanceReport& instance) {
        const auto name = instance.name.text();
        if (instance.state == "stuck") return fail(name + " does not end, not even by SIGKILL");
        progress_.awaited.push_back(name);
    }
    void fail(std::string failure) { progress_.failures.push_back(std::move(failure)); }

    const ProcessesReport& report_;
    Progress progress_;
};

} // namespace

Progress progress_of(InstanceVerb verb, const InstancesAsked& asked, const ProcessesReport& report) {
    Reckoning reckoning{report};
    std::set<std::string> told;
    for (const auto& [type, count] : asked.formation) {
        for (unsigned number = 1; number <= count; ++number) {
            const auto name = core::InstanceName{type, number}.text();
            if (told.insert(name).second) reckoning.shall_run(name);
        }
        for (const auto& instance : report.instances)
            if (instance.name.type == type && instance.name.number > count)
                reckoning.shall_stop(instance.name.text());
    }
    for (const auto& name : asked.names) {
        if (!told.insert(name).second) continue;
        if (verb == InstanceVerb::stop)
            reckoning.shall_stop(name);
        else
            reckoning.shall_run(name);
    }
    return reckoning.take();
}

} // namespace ganger::control
