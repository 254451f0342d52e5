#include "messages.hpp"

#include <ganger/core/leftovers.hpp>
#include <ganger/core/process_machine.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ganger::core {

using namespace std::chrono_literals;

namespace {

constexpr Duration between_looks = 20ms; // nobody tells us of the end of what is no child of ours
constexpr Duration report_period = 1s;

std::string name_of(const Leftover& process) {
    auto text = process.pid > 0 ? fmt::format("{} ({})", process.name, process.pid) : process.name;
    if (!process.instance.empty()) text += " of " + process.instance;
    return text;
}

// With what may be the reason.
std::string name_of_stuck(const Leftover& process) {
    auto text = fmt::format("{} ({}, state {}", process.name, process.pid, process.state);
    if (!process.owner.empty()) text += ", of user " + process.owner;
    text += ')';
    if (!process.instance.empty()) text += " of " + process.instance;
    return text;
}

std::vector<std::string> names_of(const std::vector<Leftover>& processes) {
    std::vector<std::string> names;
    for (const auto& process : processes) names.push_back(name_of(process));
    return names;
}

std::vector<std::string> names_of_stuck(const std::vector<Leftover>& processes) {
    std::vector<std::string> names;
    for (const auto& process : processes) names.push_back(name_of_stuck(process));
    return names;
}

} // namespace

leftovers::Actions Leftovers::handle(const leftovers::Event& event, Monotonic now) {
    if (phase_ != Phase::over) std::visit([&](const auto& what) { take(what, now); }, event);
    return std::exchange(actions_, {});
}

Deadline Leftovers::next_deadline() const {
    switch (phase_) {
    case Phase::stopping:
    case Phase::killing:
        return std::min(look_at_, report_at_);
    case Phase::looking:
    case Phase::over:
        break;
    }
    return std::nullopt;
}

void Leftovers::take(const leftovers::Found& found, Monotonic now) {
    remember(found.processes);
    look_at_ = now + between_looks;
    if (phase_ == Phase::looking) {
        phase_ = Phase::stopping;
        began_ = now;
        next_phase_at_ = now + grace_;
        report_at_ = now + report_period;
    }
    if (next_phase_at_ <= now) {
        if (phase_ == Phase::killing) return finish(leftovers::Stuck{names_of_stuck(living_)});
        act(leftovers::Say{messages::strays_killed(names_of(living_))});
        phase_ = Phase::killing;
        next_phase_at_ = now + process::stuck_after;
    }
    // Again and again: some may have been forked since.
    act(phase_ == Phase::stopping ? leftovers::Action{leftovers::Stop{}}
                                  : leftovers::Action{leftovers::Kill{}});
}

void Leftovers::take(const leftovers::NoneFound&, Monotonic) {
    finish(leftovers::Cleared{std::move(ended_)});
}

void Leftovers::take(const leftovers::StopRequested& request, Monotonic) {
    finish(leftovers::GivenUp{request.reason});
}

// Who is there now is found out first, not who was there then.
void Leftovers::take(const leftovers::Tick&, Monotonic now) {
    if (phase_ == Phase::looking) return;
    if (report_at_ <= now) report(now);
    if (look_at_ > now) return;
    look_at_ = now + between_looks;
    act(leftovers::Look{});
}

void Leftovers::remember(const std::vector<Leftover>& processes) {
    living_ = processes;
    for (const auto& process : processes)
        if (seen_.emplace(process.pid, process.start_time).second) ended_.push_back(name_of(process));
}

void Leftovers::report(Monotonic now) {
    report_at_ = began_ + ((now - began_) / report_period + 1) * report_period;
    if (next_phase_at_ <= now) return; // the next look has more to say
    const auto left = std::chrono::ceil<std::chrono::seconds>(next_phase_at_ - now);
    act(leftovers::Say{fmt::format(
        "waiting for {}, left by a ganger that was killed; {} in {}", messages::list(names_of(living_)),
        phase_ == Phase::stopping ? "SIGKILL" : "given up", messages::seconds(left))});
}

void Leftovers::finish(leftovers::Outcome outcome) {
    phase_ = Phase::over;
    act(leftovers::Finish{std::move(outcome)});
}

std::string words_of(const leftovers::Cleared& cleared) {
    return fmt::format("a ganger that was killed had left {} behind: ended", messages::list(cleared.ended));
}

std::string words_of(const leftovers::Stuck& stuck) {
    return fmt::format("a ganger that was killed has left {} behind, not ended even by SIGKILL",
                       messages::list(stuck.names));
}

} // namespace ganger::core
