// Histories of what a killed ganger has left.
#include "histories.hpp"
#include "lives_dice.hpp"
#include "lives_text.hpp"
#include "lives_world.hpp"

#include <ganger/core/leftovers.hpp>

#include <fmt/format.h>

#include <queue>
#include <string_view>

namespace ganger::sim {
namespace {

using namespace core;
using namespace core::leftovers;
using namespace std::chrono_literals;

constexpr std::size_t too_many_events = 100000;

void require(bool holds, const char* what) {
    if (!holds) throw Violation{what};
}

struct Process {
    bool lives = true;
    bool stopped = false;
    std::optional<Duration> term_takes; // empty: ignores it
    std::optional<Duration> kill_takes; // empty: nothing ends it
    int forks = 0;                      // so many it will still make
};

class Simulation {
  public:
    Simulation(std::uint64_t seed, Telling telling)
        : telling_{telling}, dice_{seed}, unkillable_{dice_.chance(0.2)}, lateness_{dice_.chance(0.3) ? 2s
                                                                                                      : 0s},
          grace_{dice_.pick(std::vector<Duration>{0s, 300ms, 1s, 5s, 30s})}, machine_{grace_} {}

    History live() {
        try {
            run();
        } catch (const Violation& violation) {
            history_.violation = violation.what();
        }
        return std::move(history_);
    }

  private:
    void run() {
        for (auto count = dice_.below(5); count > 0; --count) add_process(2);
        if (dice_.chance(0.2))
            after(dice_.between(0s, 8s), [this] { give(leftovers::StopRequested{"SIGINT"}); });
        look();
        while (!outcome_) turn();
        judge_outcome();
        give(leftovers::Tick{});
        give(NoneFound{});
    }

    void add_process(int generations) {
        Process process;
        if (!dice_.chance(0.3)) process.term_takes = dice_.between(0ms, dice_.chance(0.8) ? 200ms : 8s);
        if (!unkillable_ || !dice_.chance(0.3)) process.kill_takes = dice_.between(0ms, 30ms);
        if (generations > 0 && dice_.chance(0.3)) process.forks = 1 + static_cast<int>(dice_.below(3));
        processes_.push_back(process);
        schedule_fork(processes_.size() - 1, generations);
    }

    void schedule_fork(std::size_t id, int generations) {
        if (processes_[id].forks-- <= 0) return;
        after(dice_.between(0ms, 3s), [this, id, generations] {
            if (!processes_[id].lives) return;
            add_process(generations - 1);
            schedule_fork(id, generations);
        });
    }

    void end_after(const std::optional<Duration>& time, std::size_t id) {
        if (time) after(*time, [this, id] { processes_[id].lives = false; });
    }

    void after(Duration delay, std::function<void()> what) {
        queue_.push({now_ + delay, order_++, std::move(what)});
    }

    void turn() {
        require(++history_.events < too_many_events, "it goes on for ever");
        const auto deadline = machine_.next_deadline();
        require(deadline || !queue_.empty(), "nothing will ever happen again");
        if (deadline != armed_for_) {
            armed_for_ = deadline;
            tick_at_ = deadline ? std::max(*deadline + dice_.between(0s, lateness_), now_) : now_;
        }
        if (!queue_.empty() && (!deadline || queue_.top().at <= tick_at_)) {
            auto item = queue_.top();
            queue_.pop();
            now_ = std::max(now_, item.at);
            return item.what();
        }
        now_ = tick_at_;
        armed_for_.reset();
        give(leftovers::Tick{});
    }

    // As the engine does it: those that are known, and when none of them lives, all there are.
    void look() {
        std::erase_if(found_, [this](std::size_t id) { return !processes_[id].lives; });
        if (found_.empty()) found_ = alive();
        if (found_.empty()) return give(NoneFound{});
        Found found;
        for (const auto id : found_)
            found.processes.push_back({static_cast<long>(id) + 2, id, "p", {}, 'S', {}});
        if (!first_found_) first_found_ = said_ = now_;
        give(found);
    }

    std::vector<std::size_t> alive() const {
        std::vector<std::size_t> result;
        for (std::size_t id = 0; id < processes_.size(); ++id)
            if (processes_[id].lives) result.push_back(id);
        return result;
    }

    void give(const leftovers::Event& event) {
        const auto actions = machine_.handle(event, now_);
        require(!outcome_ || actions.empty(), "an action after the last");
        for (const auto& action : actions) std::visit([this](const auto& what) { perform(what); }, action);
        if (first_found_ && !outcome_ && lateness_ == 0s)
            require(now_ <= said_ + 1100ms, "a second without a word");
    }

    void perform(const leftovers::Look&) {
        tell("look");
        after(0s, [this] {
            if (!outcome_) look();
        });
    }
    void perform(const Stop&) {
        require(!killed_, "SIGTERM after SIGKILL");
        for (const auto id : found_)
            if (!std::exchange(processes_[id].stopped, true)) end_after(processes_[id].term_takes, id);
    }
    void perform(const Kill&) {
        tell("kill");
        require(first_found_ && now_ >= *first_found_ + grace_, "SIGKILL before the grace was over");
        if (!killed_) killed_ = now_;
        for (const auto id : alive()) end_after(processes_[id].kill_takes, id);
    }
    void perform(const leftovers::Say& say) {
        tell(say.text);
        said_ = now_;
    }
    void perform(const Finish& finish) { outcome_ = finish.outcome; }

    void judge_outcome() const {
        if (std::holds_alternative<GivenUp>(*outcome_)) return;
        if (std::holds_alternative<Cleared>(*outcome_)) {
            require(alive().empty(), "something would start beside what lives");
        } else {
            require(!alive().empty(), "stuck, and nothing lives");
            require(unkillable_, "stuck, and SIGKILL works");
            require(killed_ && now_ >= *killed_ + 5s, "given up too early");
        }
        // What is forked as the last of the others ends begins anew, but not its grace.
        if (first_found_)
            require(now_ <= *first_found_ + grace_ + 5s + 4 * lateness_ + 200ms,
                    "it took longer than it may");
    }

    void tell(std::string_view what) {
        if (telling_ == Telling::whole_story)
            history_.story.push_back(fmt::format("{:>10} {}", text_of(now_), what));
    }

    struct Item {
        Monotonic at;
        std::uint64_t order;
        std::function<void()> what;
        bool operator<(const Item& other) const {
            return at != other.at ? at > other.at : order > other.order;
        }
    };

    Telling telling_;
    Dice dice_;
    bool unkillable_; // some of them are
    Duration lateness_;
    Duration grace_;
    Leftovers machine_;
    Monotonic now_{1000s};
    std::vector<Process> processes_;
    std::vector<std::size_t> found_;
    std::priority_queue<Item> queue_;
    std::uint64_t order_ = 0;
    History history_;
    Deadline armed_for_;
    Monotonic tick_at_{};
    std::optional<Monotonic> first_found_;
    std::optional<Monotonic> killed_;
    Monotonic said_{};
    std::optional<Outcome> outcome_;
};

} // namespace
} // namespace ganger::sim

int main(int argc, char** argv) {
    return ganger::sim::live_many(argc, argv, "sim_leftovers",
                                  [](std::uint64_t seed, ganger::sim::Telling telling) {
                                      return ganger::sim::Simulation(seed, telling).live();
                                  });
}
