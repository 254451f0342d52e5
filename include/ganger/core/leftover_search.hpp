// Which processes a supervisor that was killed has left of an app. Pure: /proc as values in, who it is out.
// Rather one too few than a foreign one.
#pragma once

#include <ganger/core/ledger.hpp>
#include <ganger/core/run_name.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

// A process, as far as /proc tells.
struct SeenProcess {
    long pid = 0; // negative: somebody is in that group, but never the same for long enough to be looked at
    long parent = 0; // 0: outside of our pid namespace, but for PID 1
    long session = 0;
    std::uint64_t start_time = 0;
    char state = '?';
    bool has_ended = false;
    std::string name;

    // What it has inherited; both empty where that can't be read or it has none.
    std::optional<Mark> mark;    // of a run of any app
    bool has_other_mark = false; // such as a one-off's
    std::string group;           // which of those that are asked about it is in

    // Known only of those whose mark is of the app that is searched for.
    bool is_ours = false;         // its user is ours, or we are root
    std::string owner;            // its user, where that is another
    bool is_in_our_place = false; // its pid namespace and its root folder are ours
    bool supervisor_runs = false; // of the mark's run
};

struct Leftover {
    long pid = 0;
    std::uint64_t start_time = 0; // with the pid, an identity
    std::string name;
    std::string instance; // which it was a part of: "web.1"; empty: that is not known
    char state = '?';
    std::string owner; // empty: ourselves
};

// The control group of a launch of a dead run of the app.
struct LeftGroup {
    std::string name;
    std::string instance;
};

struct LeftoverQuestion {
    std::string app;
    long ourselves = 0;                 // our pid
    std::vector<KnownSession> sessions; // of dead runs of the app
    std::vector<LeftGroup> groups{};
};

// Marked by a run that is dead, in a session that such a one had started, in a control group of it, or a
// descendant of one of these.
// Never ourselves nor one above us; nor what shares with us such a one above us, nor what came from another
// pid namespace; nor what bears the mark of another run, even below such a one.
std::vector<Leftover> leftovers_among(const std::vector<SeenProcess>& all, const LeftoverQuestion& question);

// The groups in which there is nobody else: these may be killed as a whole.
std::vector<std::string> groups_of_leftovers(const std::vector<SeenProcess>& all,
                                             const std::vector<Leftover>& leftovers,
                                             const LeftoverQuestion& question);

} // namespace ganger::core
