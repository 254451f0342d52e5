#include "proc_file.hpp"

#include <ganger/os/control_group.hpp>
#include <ganger/os/files.hpp>
#include <ganger/os/leftover_search.hpp>
#include <ganger/os/procfs.hpp>

#include <fmt/format.h>

#include <map>
#include <poll.h>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace ganger::os {
namespace {

constexpr int tries_while_it_hangs = 5;
constexpr int between_tries_ms = 2;

bool same_file(const std::string& one, const std::string& other) {
    struct stat a {
    }, b{};
    return ::stat(one.c_str(), &a) == 0 && ::stat(other.c_str(), &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

bool is_in_our_place(pid_t pid) {
    return same_file(fmt::format("/proc/{}/ns/pid", pid), "/proc/self/ns/pid") &&
           same_file(fmt::format("/proc/{}/root", pid), "/proc/self/root");
}

void see_owner(core::SeenProcess& seen) {
    struct stat status {};
    const auto folder = fmt::format("/proc/{}", seen.pid);
    if (::stat(folder.c_str(), &status) != 0) return;
    const auto us = ::geteuid();
    seen.is_ours = us == 0 || status.st_uid == us;
    seen.owner = other_owner(folder).value_or("");
}

void see_mark(core::SeenProcess& seen, const ProcessInfo& process, std::string_view app) {
    const auto text = mark_of(process);
    if (!text) return;
    seen.mark = core::parse_mark(*text);
    seen.has_other_mark = !seen.mark;
    if (!seen.mark || seen.mark->run.app != app) return;
    const auto& run = seen.mark->run;
    seen.supervisor_runs = is_running(static_cast<pid_t>(run.pid), run.start_time);
    seen.is_in_our_place = is_in_our_place(process.pid);
    see_owner(seen);
}

core::SeenProcess seen_of(const ProcessInfo& process) {
    core::SeenProcess seen;
    seen.pid = process.pid;
    seen.parent = process.parent;
    seen.session = process.session;
    seen.start_time = process.start_time;
    seen.state = process.state;
    seen.has_ended = has_ended(process);
    seen.name = process.name;
    return seen;
}

core::SeenProcess seen_in_passing(const std::string& group, long number) {
    core::SeenProcess seen;
    seen.pid = -number;
    seen.parent = 1;
    seen.name = "processes that are never the same";
    seen.group = group;
    return seen;
}

// Some may be younger than the list of all processes.
void see_groups(const core::LeftoverQuestion& question, std::vector<core::SeenProcess>& all) {
    const auto own = question.groups.empty() ? std::nullopt : delegated_group();
    if (!own) return;
    std::map<long, std::size_t> places;
    for (std::size_t place = 0; place < all.size(); ++place) places.emplace(all[place].pid, place);
    for (const auto& group : question.groups) {
        const auto before = all.size();
        bool anybody = false;
        const auto members = own->members(group.name);
        for (const pid_t pid : members) {
            const auto process = process_info(pid);
            const auto [place, is_new] = places.emplace(pid, all.size());
            if (is_new && process) {
                all.push_back(seen_of(*process));
                see_mark(all.back(), *process, question.app);
            } else if (is_new) {
                places.erase(place);
                continue;
            }
            all[place->second].group = group.name;
            anybody = anybody || (process && !has_ended(*process));
        }
        if (!anybody && !members.empty())
            all.push_back(seen_in_passing(group.name, static_cast<long>(before)));
    }
}

} // namespace

std::vector<core::SeenProcess> see_processes(const core::LeftoverQuestion& question) {
    const std::string_view app = question.app;
    std::set<long> sessions;
    for (const auto& session : question.sessions) sessions.insert(session.launch.pid);
    std::vector<core::SeenProcess> all;
    std::vector<std::size_t> hanging;
    const auto of_kernel = kernel_threads();
    for (const pid_t pid : numbers_in_proc("/proc").value_or(std::vector<pid_t>{})) {
        if (of_kernel.contains(pid)) continue;
        const auto process = process_info(pid);
        if (!process || process->is_kernel_thread) continue;
        if (process->state == 'D') hanging.push_back(all.size());
        all.push_back(seen_of(*process));
        see_mark(all.back(), *process, app);
        if (sessions.contains(process->session)) see_owner(all.back());
    }
    // Most do for a moment only.
    for (int tries = 0; tries < tries_while_it_hangs && !hanging.empty(); ++tries) {
        ::poll(nullptr, 0, between_tries_ms);
        std::erase_if(hanging, [&](std::size_t at) {
            const auto process = process_info(static_cast<pid_t>(all[at].pid));
            if (process && process->state == 'D') return false;
            if (process) see_mark(all[at], *process, app);
            return true;
        });
    }
    see_groups(question, all);
    return all;
}

} // namespace ganger::os
