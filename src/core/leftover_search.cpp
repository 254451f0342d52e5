#include <ganger/core/leftover_search.hpp>

#include <map>
#include <set>
#include <unordered_map>
#include <utility>

namespace ganger::core {

namespace {

class Search {
  public:
    Search(const std::vector<SeenProcess>& all, const LeftoverQuestion& question)
        : all_{all}, app_{question.app} {
        for (const auto& process : all) {
            by_pid_.emplace(process.pid, &process);
            children_.emplace(process.parent, &process);
        }
        for (const auto* process = find(question.ourselves); process != nullptr;
             process = find(process->parent))
            if (!above_us_.insert(process->pid).second) break;
        above_us_.insert(question.ourselves);
        for (const auto& session : question.sessions) sessions_.emplace(session.launch.pid, &session);
        for (const auto& group : question.groups) groups_.emplace(group.name, group.instance);
    }

    std::vector<Leftover> found() {
        for (const auto& process : all_)
            if (is_one(process)) add_tree(process, instance_of(process));
        return std::move(found_);
    }

  private:
    const SeenProcess* find(long pid) const {
        const auto place = by_pid_.find(pid);
        return place == by_pid_.end() ? nullptr : place->second;
    }

    bool bears_our_mark(const SeenProcess& process) const {
        return process.mark && process.mark->run.app == app_;
    }

    // A session's number is nobody else's while one member lives, and that of a leader that lives is its own.
    // It may have come round to another since all had ended.
    const KnownSession* session_of(const SeenProcess& process) const {
        const auto [begin, end] = sessions_.equal_range(process.session);
        const auto* const leader = find(process.session);
        for (auto one = begin; one != end; ++one) {
            const auto& launch = one->second->launch;
            if (process.start_time < launch.from) continue;
            const bool is_its_own =
                leader == nullptr ? one->second->number_is_its_own
                                  : leader->start_time >= launch.from && leader->start_time <= launch.to;
            if (is_its_own) return one->second;
        }
        return nullptr;
    }

    // With a session or a group may also be the process of a one-off, or of another app that is started
    // there.
    bool bears_no_other_mark(const SeenProcess& process) const {
        return !process.has_other_mark && (!process.mark || bears_our_mark(process));
    }

    bool is_of_a_session(const SeenProcess& process) const {
        return bears_no_other_mark(process) && session_of(process) != nullptr;
    }

    bool is_of_a_group(const SeenProcess& process) const {
        return bears_no_other_mark(process) && groups_.contains(process.group);
    }

    bool is_one(const SeenProcess& process) const {
        if (process.has_ended || process.supervisor_runs) return false;
        const bool by_mark = bears_our_mark(process) && process.is_ours && process.is_in_our_place;
        return (by_mark || is_of_a_session(process) || is_of_a_group(process)) &&
               has_harmless_ancestors(process);
    }

    std::string instance_of(const SeenProcess& process) const {
        if (process.mark) return process.mark->instance;
        if (is_of_a_group(process)) return groups_.at(process.group);
        return session_of(process)->launch.instance;
    }

    // A table read bit by bit may hold a circle, when numbers are reused meanwhile.
    bool has_harmless_ancestors(const SeenProcess& process) const {
        std::set<long> passed;
        for (const auto* at = &process; at != nullptr && passed.insert(at->pid).second;
             at = find(at->parent)) {
            if (above_us_.contains(at->pid) &&
                (at == &process || bears_our_mark(*at) || is_of_a_session(*at)))
                return false;
            if (at->parent == 0 && at->pid != 1) return false;
        }
        return true;
    }

    // With all that descends from it; what has a mark of its own is found by that, or is another's.
    void add_tree(const SeenProcess& root, const std::string& instance) {
        std::vector<const SeenProcess*> tree{&root};
        for (std::size_t next = 0; next < tree.size(); ++next) {
            const auto& process = *tree[next];
            if (above_us_.contains(process.pid) || !added_.insert(process.pid).second) continue;
            if (!process.has_ended)
                found_.push_back(
                    {process.pid, process.start_time, process.name, instance, process.state, process.owner});
            const auto [begin, end] = children_.equal_range(process.pid);
            for (auto child = begin; child != end; ++child)
                if (!child->second->mark && !child->second->has_other_mark) tree.push_back(child->second);
        }
    }

    const std::vector<SeenProcess>& all_;
    std::string_view app_;
    std::unordered_multimap<long, const KnownSession*> sessions_; // by number
    std::map<std::string, std::string> groups_;                   // the instance of each
    std::unordered_map<long, const SeenProcess*> by_pid_;
    std::unordered_multimap<long, const SeenProcess*> children_;
    std::set<long> above_us_; // and ourselves
    std::set<long> added_;
    std::vector<Leftover> found_;
};

} // namespace

std::vector<Leftover> leftovers_among(const std::vector<SeenProcess>& all, const LeftoverQuestion& question) {
    return Search(all, question).found();
}

std::vector<std::string> groups_of_leftovers(const std::vector<SeenProcess>& all,
                                             const std::vector<Leftover>& leftovers,
                                             const LeftoverQuestion& question) {
    std::set<std::pair<long, std::uint64_t>> known;
    for (const auto& leftover : leftovers) known.emplace(leftover.pid, leftover.start_time);
    std::set<std::string> shared;
    for (const auto& process : all)
        if (!process.has_ended && !known.contains({process.pid, process.start_time}))
            shared.insert(process.group);
    std::vector<std::string> groups;
    for (const auto& group : question.groups)
        if (!shared.contains(group.name)) groups.push_back(group.name);
    return groups;
}

} // namespace ganger::core
