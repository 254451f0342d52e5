#include "life.hpp"

#include "messages.hpp"

#include <variant>

namespace ganger::core {

bool is_up(const Life& life) {
    return std::holds_alternative<process::Starting>(life.state) ||
           std::holds_alternative<process::Running>(life.state) ||
           std::holds_alternative<process::Ready>(life.state);
}

namespace {

bool is_held(const process::Next& next) {
    const auto* failed = std::get_if<process::Failed>(&next);
    return std::holds_alternative<process::Stopped>(next) ||
           (failed != nullptr && failed->by == StartedBy::command);
}

} // namespace

bool waits_for_command(const std::vector<Life>& lives, std::size_t first) {
    bool away = false;
    bool ended = false;
    for (std::size_t place = first; place < lives.size(); ++place) {
        const auto& life = lives[place];
        const auto next = process::next_of(life.state);
        if (next && is_held(*next)) return true;
        (is_away(life) ? away : ended) = true;
    }
    return away && !ended;
}

bool is_away(const Life& life) {
    const auto next = process::next_of(life.state);
    return next && std::holds_alternative<process::Away>(*next);
}

std::optional<Signal> passed_on(const Life& life, int signal) {
    const bool runs = std::holds_alternative<process::Running>(life.state) ||
                      std::holds_alternative<process::Ready>(life.state) ||
                      std::holds_alternative<process::Stopping>(life.state);
    if (!runs || !life.instance.policy.forward.contains(signal)) return std::nullopt;
    return Signal{process::launch_of(life.state), signal, SignalScope::automatic};
}

Deadline next_start(const Life& life) {
    const auto* state = std::get_if<process::BackingOff>(&life.state);
    return state == nullptr ? std::nullopt : Deadline{state->until};
}

bool has_begun(const Life& life) {
    return life.launches > 1 || !(std::holds_alternative<process::Waiting>(life.state) ||
                                  std::holds_alternative<process::Starting>(life.state) ||
                                  std::holds_alternative<process::Running>(life.state));
}

std::string waited_for(const Life& life) {
    const auto name = life.instance.name.text();
    const process::Remains* remains = nullptr;
    if (const auto* s = std::get_if<process::Sweeping>(&life.state)) remains = &s->remains;
    if (const auto* s = std::get_if<process::SweepKilling>(&life.state)) remains = &s->remains;
    return remains == nullptr || remains->names.empty() ? name
                                                        : messages::list(remains->names) + " of " + name;
}

InstanceSnapshot shown(const Life& life, InstanceId id) {
    const auto launch = process::launch_of(life.state);
    return {id,
            life.instance.name,
            process::state_text(life.state),
            life.since,
            launch == no_launch ? std::nullopt : std::optional{launch},
            life.launches > 0 ? life.launches - 1 : 0,
            life.last_end,
            life.instance.port,
            life.instance.policy.listens,
            is_away(life),
            false,
            next_start(life),
            has_begun(life)};
}

Deadline kill_at(const process::State& state) {
    if (const auto* s = std::get_if<process::Stopping>(&state)) return s->kill_at;
    if (const auto* s = std::get_if<process::Sweeping>(&state)) return s->kill_at;
    return std::nullopt;
}

Deadline given_up_at(const process::State& state) {
    if (const auto* s = std::get_if<process::Killing>(&state)) return s->stuck_at;
    if (const auto* s = std::get_if<process::SweepKilling>(&state)) return s->stuck_at;
    return std::nullopt;
}

} // namespace ganger::core
