#include "requests.hpp"

#include "messages.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ganger::core {

namespace {

using Make = process::Event (*)(const Life& life, Monotonic now);

process::Event want(const Life&, Monotonic) {
    return process::Want{};
}

template <class Then>
process::Event stop(const Life& life, Monotonic now) {
    return process::Stop{now + life.instance.policy.stop_timeout, Then{}};
}

process::Event start_anew(const Life& life, Monotonic now) {
    return process::Stop{now + life.instance.policy.stop_timeout, process::Waiting{StartedBy::command}};
}

bool is_askable(InstanceId instance, const Askable& app) {
    const auto place = static_cast<std::size_t>(instance);
    return place >= app.from && place < app.lives.size() && !is_away(app.lives[place]);
}

std::vector<Order> orders(const std::vector<InstanceId>& instances, const Askable& app, Monotonic now,
                          Make make) {
    std::vector<Order> result;
    for (const auto instance : instances) {
        if (!is_askable(instance, app)) continue;
        const auto place = static_cast<std::size_t>(instance);
        result.push_back({place, make(app.lives[place], now)});
    }
    return result;
}

std::string text(std::string_view verb, const std::vector<InstanceId>& instances, const Askable& app) {
    std::vector<std::string> names;
    for (const auto instance : instances)
        if (is_askable(instance, app))
            names.push_back(app.lives[static_cast<std::size_t>(instance)].instance.name.text());
    return fmt::format("ganger {}: {}", verb, names.empty() ? "nothing" : messages::list(names));
}

// Of those that are there and shall stay.
unsigned count_of(const std::string& type, const Askable& app) {
    return static_cast<unsigned>(
        std::count_if(app.lives.begin() + static_cast<std::ptrdiff_t>(app.from), app.lives.end(),
                      [&](const Life& life) { return life.instance.name.type == type && !is_away(life); }));
}

// It is not there, or a command or a failure keeps it from running.
bool rests(const Life& life) {
    const auto next = process::next_of(life.state);
    return next &&
           (std::holds_alternative<process::Stopped>(*next) || std::holds_alternative<process::Away>(*next) ||
            std::holds_alternative<process::Failed>(*next));
}

} // namespace

std::vector<Order> orders_of(const ScaleAsked& asked, const Askable& app, Monotonic now) {
    std::vector<Order> result;
    for (std::size_t place = app.from; place < app.lives.size(); ++place) {
        const auto& life = app.lives[place];
        const auto wanted =
            std::find_if(asked.formation.begin(), asked.formation.end(),
                         [&](const Wanted& each) { return each.type == life.instance.name.type; });
        if (wanted == asked.formation.end()) continue;
        if (life.instance.name.number > wanted->count)
            result.push_back({place, stop<process::Away>(life, now)});
        else if (rests(life))
            result.push_back({place, want(life, now)});
    }
    return result;
}

std::vector<Order> orders_of(const StartAsked& asked, const Askable& app, Monotonic now) {
    return orders(asked.instances, app, now, want);
}
std::vector<Order> orders_of(const StopAsked& asked, const Askable& app, Monotonic now) {
    return orders(asked.instances, app, now, stop<process::Stopped>);
}
std::vector<Order> orders_of(const RestartAsked& asked, const Askable& app, Monotonic now) {
    return orders(asked.instances, app, now, start_anew);
}

std::string text_of(const ScaleAsked& asked, const Askable& app) {
    std::string result;
    for (const auto& [type, count] : asked.formation) {
        const auto was = count_of(type, app);
        result += result.empty() ? "ganger scale: " : ", ";
        result += was == count ? fmt::format("{} stays at {}", type, count)
                               : fmt::format("{} from {} to {}", type, was, count);
    }
    return result;
}
std::string text_of(const StartAsked& asked, const Askable& app) {
    return text("start", asked.instances, app);
}
std::string text_of(const StopAsked& asked, const Askable& app) {
    return text("stop", asked.instances, app);
}
std::string text_of(const RestartAsked& asked, const Askable& app) {
    return text("restart", asked.instances, app);
}

} // namespace ganger::core
