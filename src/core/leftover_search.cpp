#include <ganger/core/leftover_search.hpp>

#include <set>
#include <unordered_map>

namespace ganger::core {

namespace {

class Search {
  public:
    Search(const std::vector<SeenProcess>& all, std::string_view app, long ourselves) : all_{all}, app_{app} {
        for (const auto& process : all) {
            by_pid_.emplace(process.pid, &process);
            children_.emplace(process.parent, &process);
        }
        for (const auto* process = find(ourselves); process != nullptr; process = find(process->parent))
            if (!above_us_.insert(process->pid).second) break;
        above_us_.insert(ourselves);
    }

    std::vector<Leftover> found() {
        for (const auto& process : all_)
            if (is_one_by_mark(process)) add_tree(process, process.mark->instance);
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

    bool is_one_by_mark(const SeenProcess& process) const {
        return bears_our_mark(process) && !process.has_ended && !process.supervisor_runs && process.is_ours &&
               process.is_in_our_place && has_harmless_ancestors(process);
    }

    // A table read bit by bit may hold a circle, when numbers are reused meanwhile.
    bool has_harmless_ancestors(const SeenProcess& process) const {
        std::set<long> passed;
        for (const auto* at = &process; at != nullptr && passed.insert(at->pid).second;
             at = find(at->parent)) {
            if (above_us_.contains(at->pid) && (at == &process || bears_our_mark(*at))) return false;
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
    std::unordered_map<long, const SeenProcess*> by_pid_;
    std::unordered_multimap<long, const SeenProcess*> children_;
    std::set<long> above_us_; // and ourselves
    std::set<long> added_;
    std::vector<Leftover> found_;
};

} // namespace

std::vector<Leftover> leftovers_among(const std::vector<SeenProcess>& all, std::string_view app,
                                      long ourselves) {
    return Search(all, app, ourselves).found();
}

} // namespace ganger::core
