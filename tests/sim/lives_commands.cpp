// What the judge knows of commands: who is to run, whose failure is whose, and that numbers stay dense.
#include "lives_judge.hpp"

#include <algorithm>
#include <utility>

namespace ganger::sim {

using namespace core;
using namespace std::chrono_literals;

namespace {

void require(bool holds, const char* what) {
    if (!holds) throw Violation{what};
}

} // namespace

void Judge::learn_command(const Event& event, Monotonic now) {
    if (stopping() || resting_since_ || quit_) return;
    const auto each = [&](const std::vector<InstanceId>& instances, auto what) {
        for (const auto id : instances) {
            const auto instance = static_cast<std::size_t>(id);
            if (instance < plan_.first || instance >= plan_.instances.size()) continue;
            if (past_[instance].fate != Fate::away) what(instance);
        }
    };
    if (const auto* start = std::get_if<StartAsked>(&event)) {
        each(start->instances, [&](std::size_t instance) { learn_start(instance, now); });
    } else if (const auto* stop = std::get_if<StopAsked>(&event)) {
        each(stop->instances, [&](std::size_t instance) {
            if (past_[instance].fate == Fate::lives) learn_stop(instance, Fate::stopped);
        });
    } else if (const auto* restart = std::get_if<RestartAsked>(&event)) {
        each(restart->instances, [&](std::size_t instance) {
            learn_stop(instance, Fate::lives);
            learn_command_start(instance, now);
        });
    } else if (const auto* scale = std::get_if<ScaleAsked>(&event)) {
        learn_scale(*scale, now);
    }
}

void Judge::learn_start(std::size_t instance, Monotonic now) {
    if (past_[instance].fate != Fate::lives || again_.contains(instance)) learn_command_start(instance, now);
}

// Wherever it stands, it is to be launched, as if it had never been.
void Judge::learn_command_start(std::size_t instance, Monotonic now) {
    past_[instance] = {true, 0, {}, Fate::lives, true};
    const auto prepares = [&](const auto& one) {
        return one.second.instance < plan_.first && !one.second.gone;
    };
    const auto prepared = completed_ >= plan_.first && std::none_of(known_.begin(), known_.end(), prepares);
    again_[instance] = {now, now + (prepared ? plan_.instances[instance].policy.stop_timeout : 24h)};
}

void Judge::learn_stop(std::size_t instance, Fate fate) {
    past_[instance].fate = fate;
    again_.erase(instance);
    for (auto& [launch, known] : known_)
        if (known.instance == instance && !known.ended) known.stop_asked = true;
}

void Judge::learn_scale(const ScaleAsked& asked, Monotonic now) {
    for (; grown_to_ < plan_.instances.size(); ++grown_to_) past_[grown_to_].fate = Fate::away;
    for (auto instance = plan_.first; instance < plan_.instances.size(); ++instance) {
        const auto& name = plan_.instances[instance].name;
        for (const auto& [type, count] : asked.formation) {
            if (type != name.type) continue;
            const auto fate = past_[instance].fate;
            if (name.number > count)
                learn_stop(instance, Fate::away);
            else if (fate != Fate::lives && fate != Fate::completed)
                learn_command_start(instance, now);
        }
    }
}

// What a command has started is the app's from the moment when it is ready.
void Judge::learn_ready(Monotonic now) {
    for (const auto& [launch, known] : known_)
        if (known.launched_at && !known.ended && !known.stop_sent && now >= *known.launched_at + 1s)
            past_[known.instance].is_commands = false;
}

void Judge::observe(const Snapshot& shown) {
    if (stopping() || resting_since_ || quit_) return;
    std::map<std::string, unsigned> last;
    std::map<std::size_t, const InstanceSnapshot*> listed;
    for (const auto& instance : shown.instances) listed[static_cast<std::size_t>(instance.id)] = &instance;
    for (std::size_t instance = plan_.first; instance < plan_.instances.size(); ++instance) {
        const auto away = instance >= grown_to_ || past_[instance].fate == Fate::away;
        const auto place = listed.find(instance);
        require(away || place != listed.end(), "what is to be there is not listed");
        require(!away || place == listed.end() || place->second->leaves,
                "what was scaled away is listed as if it stayed");
        require(away || !place->second->leaves, "it leaves, and nobody scaled it away");
        const auto& name = plan_.instances[instance].name;
        if (!away) require(name.number == ++last[name.type], "the numbers are not dense");
    }
}

void Judge::judge_command_reached_all() const {
    for (const auto& [launch, known] : known_)
        require(known.ended || !known.stop_asked ||
                    (known.stop_sent && (known.cont_sent || is_looked_at_later(known))),
                "a command stops it, and it was not told");
}

bool Judge::is_held() const {
    return std::any_of(past_.begin(), past_.end(), [&](const auto& past) {
        return past.first >= plan_.first &&
               (past.second.fate == Fate::stopped || past.second.fate == Fate::commands_failure);
    });
}

} // namespace ganger::sim
