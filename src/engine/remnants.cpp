#include "remnants.hpp"

#include <ganger/os/child_handle.hpp>
#include <ganger/os/process_group.hpp>

#include <fmt/format.h>

#include <charconv>
#include <csignal>
#include <string_view>
#include <utility>

namespace ganger::engine {

namespace {

constexpr std::size_t names_at_most = 10;
constexpr int passes_at_most = 10;  // through a group whose members fork meanwhile
constexpr int looks_at_most = 1000; // each one has reaped something; a fork bomb must not keep us here

// "<run>.<instance>.<launch>"
core::LaunchId launch_of_mark(std::string_view mark, std::string_view run) {
    if (!mark.starts_with(run) || mark.substr(run.size()).find('.') != 0) return core::no_launch;
    const auto number = mark.substr(mark.rfind('.') + 1);
    std::uint64_t launch = 0;
    std::from_chars(number.data(), number.data() + number.size(), launch);
    return core::LaunchId{launch};
}

std::vector<std::string> names_of(const std::vector<os::ProcessInfo>& processes) {
    std::vector<std::string> names;
    for (const auto& process : processes) {
        if (names.size() == names_at_most) break;
        names.push_back(fmt::format("{} ({})", process.name, process.pid));
    }
    return names;
}

std::vector<os::ProcessInfo> tree_of(const os::ProcessInfo& root) {
    std::vector<os::ProcessInfo> tree{root};
    for (std::size_t next = 0; next < tree.size(); ++next) {
        for (const pid_t pid : os::children_of(tree[next].pid)) {
            if (auto process = os::process_info(pid)) tree.push_back(std::move(*process));
        }
    }
    return tree;
}

// A process that stands or goes on because of it may still be in want of another.
bool is_for_job_control(int signal) {
    return signal == SIGSTOP || signal == SIGCONT;
}

} // namespace

Remnants::Remnants(std::string run, LaunchGroups groups) : run_(std::move(run)), groups_(std::move(groups)) {
    const auto children = os::own_children();
    sees_ = children.has_value();
    if (children) strangers_.insert(children->begin(), children->end());
}

void Remnants::leader_started(core::LaunchId launch, pid_t leader) {
    leaders_[leader] = launch;
    sessions_[leader] = launch;
    launches_[launch] = leader;
    seen_ = false;
}

void Remnants::leader_reaped(core::LaunchId launch) {
    const auto place = launches_.find(launch);
    if (place == launches_.end()) return;
    leaders_.erase(place->second);
    wanted_.insert(launch);
    seen_ = false;
}

std::vector<core::Event> Remnants::look() {
    if (!all_is_gone()) see();
    if (!seen_) return {};
    for (const auto launch : wanted_) see_control_group(launch);
    for (const auto& [launch, signal] : std::exchange(unsent_, {})) signal_found(launch, signal);
    std::vector<core::Event> events;
    for (auto wanted = wanted_.begin(); wanted != wanted_.end();) {
        const core::LaunchId launch = *wanted;
        const auto found = found_.find(launch);
        if (found != found_.end()) {
            events.emplace_back(core::RemnantsFound{launch, names_of(found->second)});
            ++wanted;
            continue;
        }
        events.emplace_back(core::RemnantsGone{launch});
        had_.erase(launch);
        if (const auto place = launches_.find(launch); place != launches_.end()) {
            const auto session = sessions_.find(place->second);
            if (session != sessions_.end() && session->second == launch) sessions_.erase(session);
            launches_.erase(place);
        }
        wanted = wanted_.erase(wanted);
    }
    return events;
}

bool Remnants::signal(core::LaunchId launch, int signal) {
    const auto place = had_.find(launch);
    const bool had =
        place != had_.end() && (place->second.group == signal || !place->second.processes.empty());
    // Without /proc nobody is found later, and twice is better than never.
    if (signal == SIGKILL || !had || !sees_) signal_group(launch, signal);
    if (signal == SIGKILL) groups_.kill(launch);
    if (seen_) {
        signal_found(launch, signal);
    } else if (int& unsent = unsent_[launch]; unsent != SIGKILL) {
        unsent = signal;
    }
    return seen_;
}

void Remnants::signal_found(core::LaunchId launch, int signal) {
    const auto found = found_.find(launch);
    if (found == found_.end()) return;
    for (const auto& process : found->second)
        if (is_first(launch, process, signal) || signal == SIGKILL)
            os::signal_identified(process.pid, process.start_time, signal);
}

void Remnants::signal_group(core::LaunchId launch, int signal) {
    const auto place = launches_.find(launch);
    if (place == launches_.end()) return;
    const auto leader = leaders_.find(place->second);
    if (leader == leaders_.end() || leader->second != launch) return;
    os::signal_group(place->second, signal);
    if (!is_for_job_control(signal)) had_[launch].group = signal;
}

void Remnants::signal_others(core::LaunchId launch, int signal) {
    const auto place = launches_.find(launch);
    if (place == launches_.end()) return;
    for (int pass = 0; pass < passes_at_most; ++pass)
        if (!signal_new_members(launch, place->second, signal)) return;
}

void Remnants::kill(core::LaunchId launch) {
    signal_group(launch, SIGKILL);
    groups_.kill(launch);
}

bool Remnants::signal_new_members(core::LaunchId launch, pid_t leader, int signal) {
    if (!seen_) see();
    Processes family;
    if (const auto orphans = found_.find(launch); orphans != found_.end()) family = orphans->second;
    if (const auto root = os::process_info(leader)) {
        const auto tree = tree_of(*root);
        family.insert(family.end(), tree.begin() + 1, tree.end());
    }
    bool any = false;
    for (const auto& process : family) {
        if (process.group != leader || !is_first(launch, process, signal)) continue;
        os::signal_identified(process.pid, process.start_time, signal);
        any = true;
    }
    return any;
}

// Notes that it gets this signal. What was forked in a group that has had it was forked knowing that.
bool Remnants::is_first(core::LaunchId launch, const os::ProcessInfo& process, int signal) {
    Had& had = had_[launch];
    const auto place = launches_.find(launch);
    const bool is_member = place != launches_.end() && process.group == place->second;
    if (is_member && had.group == signal) return false;
    return std::exchange(had.processes[{process.pid, process.start_time}], signal) != signal;
}

// Where no descriptor is free for /proc at the moment nothing is known: that somebody is gone least of all.
void Remnants::see() {
    found_.clear();
    for (int looks = 0; looks < looks_at_most; ++looks) {
        const auto children = os::own_children();
        seen_ = children || !sees_;
        if (!seen_) return;
        if (!children) return see_without_procfs();
        // The children of an orphan that is reaped become ours: look again.
        if (reap_ended_orphans(*children)) continue;
        for (const pid_t pid : *children) {
            if (leaders_.contains(pid) || strangers_.contains(pid)) continue;
            const auto process = os::process_info(pid);
            if (!process) continue;
            const auto tree = tree_of(*process);
            auto& found = found_[owner_of(*process)];
            found.insert(found.end(), tree.begin(), tree.end());
        }
        return;
    }
}

// Without /proc nothing can be named or signalled; orphans that have ended are reaped, and once no leader is
// left it can be known whether there is a child at all.
void Remnants::see_without_procfs() {
    for (int looks = 0; looks < looks_at_most; ++looks) {
        const auto ended = os::any_ended();
        // A leader's end is told elsewhere; when it was reaped we look again, at what it has hidden.
        if (!ended || leaders_.contains(*ended)) break;
        os::reap(*ended);
    }
    if (leaders_.empty() && os::any_child_left()) found_[core::no_launch];
}

// Whoever has left session, parents and environment behind, and whoever is another process at each look: it
// is somebody, even where nobody can be named.
void Remnants::see_control_group(core::LaunchId launch) {
    if (!found_.contains(launch) && groups_.remove(launch)) return;
    auto& found = found_[launch];
    std::set<pid_t> known;
    for (const auto& process : found) known.insert(process.pid);
    const auto members = groups_.members(launch);
    for (const pid_t pid : members)
        if (auto process = os::process_info(pid); process && !known.contains(pid))
            found.push_back(std::move(*process));
    take_from_the_rest({members.begin(), members.end()});
}

// They belong to an instance, though nothing but its control group says so.
void Remnants::take_from_the_rest(const std::set<pid_t>& members) {
    const auto rest = found_.find(core::no_launch);
    if (rest == found_.end()) return;
    const auto taken =
        std::erase_if(rest->second, [&](const auto& process) { return members.contains(process.pid); });
    if (taken > 0 && rest->second.empty()) found_.erase(rest);
}

bool Remnants::reap_ended_orphans(const std::vector<pid_t>& children) {
    bool reaped = false;
    for (const pid_t pid : children) {
        if (leaders_.contains(pid) || !os::reap(pid)) continue;
        strangers_.erase(pid); // the number may be another's next
        reaped = true;
    }
    return reaped;
}

// Its session says it; where it left that, its mark does. (The mark alone is not enough: gunicorn, celery and
// postgres write over their environment when they set their title. A session's number is not reused while one
// member lives.)
core::LaunchId Remnants::owner_of(const os::ProcessInfo& process) const {
    const auto session = sessions_.find(process.session);
    if (session != sessions_.end()) return session->second;
    const auto mark = os::mark_of(process);
    if (!mark) return core::no_launch;
    const core::LaunchId launch = launch_of_mark(*mark, run_);
    return launches_.contains(launch) ? launch : core::no_launch;
}

} // namespace ganger::engine
