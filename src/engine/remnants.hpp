// What there is of launches besides their leaders: orphans that became our children, descendants, groups.
// Looks, signals, reaps; decides nothing.
#pragma once

#include "launch_groups.hpp"

#include <ganger/core/event.hpp>
#include <ganger/os/procfs.hpp>

#include <map>
#include <set>
#include <string>
#include <sys/types.h>
#include <unordered_map>
#include <vector>

namespace ganger::engine {

class Remnants {
  public:
    // `run` is the first part of every mark (GANGER_ID) of this run.
    explicit Remnants(std::string run, LaunchGroups groups = {});

    LaunchGroups& groups() { return groups_; }

    void leader_started(core::LaunchId launch, pid_t leader);
    // From now on looks are made for what is left of it, until there is nothing.
    void leader_reaped(core::LaunchId launch);
    // Looks are made for what belongs to no instance (core::no_launch), too.
    void look_for_the_rest() { wanted_.insert(core::no_launch); }

    std::size_t leaders() const { return leaders_.size(); }

    // What was seen last is that nothing is left, of no launch: then nothing can come any more.
    bool all_is_gone() const { return sees_ && seen_ && leaders_.empty() && found_.empty(); }

    // What was seen before is out of date.
    void forget_what_was_seen() { seen_ = false; }

    // RemnantsFound or RemnantsGone for each launch that is looked for. Reaps orphans that have ended, and
    // sends the signals that waited for it.
    std::vector<core::Event> look();

    // To the group, while the leader is a zombie and holds its number; and to every remnant: the same signal
    // once, SIGKILL each time. False: to the remnants at the next look, which is due now.
    bool signal(core::LaunchId launch, int signal);

    // Of a leader that is not reaped: its whole group; and all of that but the leader, each once.
    void signal_group(core::LaunchId launch, int signal);
    void signal_others(core::LaunchId launch, int signal);
    // SIGKILL to its whole group, and to all that are in its control group.
    void kill(core::LaunchId launch);

  private:
    using Processes = std::vector<os::ProcessInfo>;

    // The last signal that processes of a launch have had: its group as a whole, and others one by one.
    struct Had {
        int group = 0;
        std::map<std::pair<pid_t, std::uint64_t>, int> processes; // by pid and start time: an identity
    };

    void see();
    bool is_first(core::LaunchId launch, const os::ProcessInfo& process, int signal);
    bool signal_new_members(core::LaunchId launch, pid_t leader, int signal);
    void signal_found(core::LaunchId launch, int signal);
    void see_without_procfs();
    void see_control_group(core::LaunchId launch);
    void take_from_the_rest(const std::set<pid_t>& members);
    bool reap_ended_orphans(const std::vector<pid_t>& children);
    core::LaunchId owner_of(const os::ProcessInfo& process) const;

    std::string run_;
    LaunchGroups groups_;
    // Children that whoever became us by exec had started: `sh -c 'redis & exec ganger start'`, or bash's
    // >(tee log).
    std::set<pid_t> strangers_;
    std::unordered_map<pid_t, core::LaunchId> leaders_; // alive or zombie: not ours to reap here
    std::unordered_map<pid_t, core::LaunchId>
        sessions_; // by the number of the leader, which is its session's; the newest
    std::map<core::LaunchId, pid_t> launches_; // until nothing is left
    std::set<core::LaunchId> wanted_;          // looked for
    std::map<core::LaunchId, Processes> found_;
    std::map<core::LaunchId, int> unsent_; // signals for the next look
    std::map<core::LaunchId, Had> had_;    // until nothing is left
    bool sees_ = false;                    // there is a /proc
    bool seen_ = false;
};

} // namespace ganger::engine
