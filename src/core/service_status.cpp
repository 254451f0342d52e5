#include "messages.hpp"

#include <ganger/core/service_status.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace ganger::core {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_reason = 150;

bool is_degraded(const InstanceSnapshot& instance) {
    if (instance.state == "failed" || instance.state == "backoff" || instance.state == "stuck") return true;
    // In a crash loop it starts and runs for a moment, each time.
    return instance.restarts > 0 && (instance.state == "starting" || instance.state == "running");
}

std::string reason_of(const InstanceSnapshot& instance) {
    std::string text;
    if (instance.state == "stuck" || !instance.last_end)
        text = instance.state;
    else
        text = describe(*instance.last_end).substr(0, longest_reason);
    if (instance.restarts > 0)
        text += fmt::format(", {} restart{}", instance.restarts, instance.restarts == 1 ? "" : "s");
    return text;
}

void add(TypeStatus& type, const InstanceSnapshot& instance) {
    ++type.all;
    if (instance.state == "ready") ++type.ready;
    const auto degraded = is_degraded(instance);
    // What is wrong is told rather than what was asked for.
    if (degraded && !type.degraded) {
        type.why = reason_of(instance);
        type.next_start = instance.next_start;
    } else if (type.why.empty() && (instance.state == "stopped" || instance.state == "completed")) {
        type.why = instance.state;
    }
    type.degraded = type.degraded || degraded;
}

std::string text_of(const TypeStatus& type, Monotonic now) {
    auto text = fmt::format("{} {}/{}", type.type, type.ready, type.all);
    if (type.why.empty()) return text;
    text += " (" + type.why;
    if (type.next_start)
        text += ", next in " + messages::seconds(std::chrono::ceil<std::chrono::seconds>(
                                   std::max<Duration>(*type.next_start - now, 0s)));
    return text + ")";
}

// It is one assignment in a datagram of lines.
std::string as_one_line(std::string text) {
    text = valid_utf8(text);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; },
        ' ');
    return text;
}

} // namespace

ServiceStatus status_of(const Snapshot& snapshot) {
    ServiceStatus status{snapshot.phase, {}, {}};
    for (const auto& instance : snapshot.instances) {
        if (instance.state == "stopping") status.stopping.push_back(instance.name.text());
        const auto is_same = [&](const TypeStatus& type) { return type.type == instance.name.type; };
        auto place = std::find_if(status.types.begin(), status.types.end(), is_same);
        if (place == status.types.end())
            place = status.types.insert(place, TypeStatus{instance.name.type, 0, 0, false, {}, {}});
        add(*place, instance);
    }
    return status;
}

bool counts_down(const ServiceStatus& status) {
    return status.phase == Phase::running &&
           std::any_of(status.types.begin(), status.types.end(),
                       [](const auto& type) { return type.next_start.has_value(); });
}

std::string to_text(const ServiceStatus& status, Monotonic now) {
    if (status.phase == Phase::idle) return "starting";
    if (status.phase != Phase::running)
        return status.stopping.empty() ? "stopping" : "stopping " + messages::list(status.stopping);
    // Those beyond the tenth are only counted: what is wrong comes first, then.
    auto types = status.types;
    const auto is_wrong = [](const TypeStatus& type) { return type.degraded; };
    const auto degraded = std::any_of(types.begin(), types.end(), is_wrong);
    if (types.size() > messages::list_limit) std::stable_partition(types.begin(), types.end(), is_wrong);
    std::vector<std::string> texts;
    for (const auto& type : types) texts.push_back(text_of(type, now));
    return as_one_line((degraded ? "degraded: " : "") + messages::list(texts));
}

} // namespace ganger::core
