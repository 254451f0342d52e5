#include "lives_text.hpp"

#include <ganger/core/level.hpp>
#include <ganger/core/signal_name.hpp>

#include <fmt/format.h>

namespace ganger::sim {

using namespace core;

namespace {

std::string number(LaunchId launch) {
    return launch == no_launch ? "no launch" : fmt::format("launch {}", static_cast<std::uint64_t>(launch));
}

std::string all(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += " " + name;
    return text;
}

std::string_view text_of(SignalScope scope) {
    switch (scope) {
    case SignalScope::automatic:
        return "";
    case SignalScope::group:
        return " to its group";
    case SignalScope::leader:
        return " to its leader";
    case SignalScope::others:
        return " to the others of a shell's group";
    case SignalScope::everything:
        return " to all of it";
    }
    return "";
}

std::string all(const std::vector<InstanceId>& instances) {
    std::string text;
    for (const auto instance : instances) text += fmt::format(" {}", static_cast<std::uint32_t>(instance));
    return text;
}

struct EventText {
    std::string operator()(const StartRequested&) const { return "StartRequested"; }
    std::string operator()(const StopRequested& e) const { return "StopRequested " + e.reason; }
    std::string operator()(const StopCaused& e) const {
        return fmt::format("StopCaused {} {}", e.status, e.reason);
    }
    std::string operator()(const ScaleAsked& e) const {
        std::string text = "ScaleAsked";
        for (const auto& [type, count] : e.formation) text += fmt::format(" {}={}", type, count);
        return text;
    }
    std::string operator()(const StartAsked& e) const { return "StartAsked" + all(e.instances); }
    std::string operator()(const StopAsked& e) const { return "StopAsked" + all(e.instances); }
    std::string operator()(const RestartAsked& e) const { return "RestartAsked" + all(e.instances); }
    std::string operator()(const Launched& e) const { return "Launched " + number(e.launch); }
    std::string operator()(const LaunchFailed& e) const { return "LaunchFailed " + number(e.launch); }
    std::string operator()(const Ended& e) const {
        return fmt::format("Ended {} {}", number(e.launch), describe(e.ending));
    }
    std::string operator()(const OomKillsCounted& e) const {
        return fmt::format("OomKillsCounted {}", e.count);
    }
    std::string operator()(const RemnantsFound& e) const {
        return "RemnantsFound " + number(e.launch) + all(e.names);
    }
    std::string operator()(const RemnantsGone& e) const { return "RemnantsGone " + number(e.launch); }
    std::string operator()(const Tick&) const { return "Tick"; }
    std::string operator()(const SuspendRequested&) const { return "SuspendRequested"; }
    std::string operator()(const Resumed&) const { return "Resumed"; }
    std::string operator()(const SignalReceived& e) const {
        return "SignalReceived " + signal_name(e.signal);
    }
    std::string operator()(const HungUp&) const { return "HungUp"; }
    std::string operator()(const PtyRefused& e) const { return "PtyRefused " + e.why; }
    std::string operator()(const OutputLost&) const { return "OutputLost"; }
};

struct ActionText {
    std::string operator()(const Launch& a) const {
        return fmt::format("Launch instance {} as {}", static_cast<std::uint32_t>(a.instance),
                           number(a.launch));
    }
    std::string operator()(const Signal& a) const {
        return fmt::format("Signal {} {}{}", number(a.launch), signal_name(a.signal), text_of(a.scope));
    }
    std::string operator()(const SignalRemnants& a) const {
        return fmt::format("SignalRemnants {} {}", number(a.launch), signal_name(a.signal));
    }
    std::string operator()(const Reap& a) const { return "Reap " + number(a.launch); }
    std::string operator()(const Look& a) const { return "Look " + number(a.launch); }
    std::string operator()(const Say& a) const {
        return fmt::format("Say {} “{}”", level_text(a.level), a.text);
    }
    std::string operator()(const SayAside& a) const { return fmt::format("SayAside “{}”", a.text); }
    std::string operator()(const Suspend&) const { return "Suspend"; }
    std::string operator()(const StopStream&) const { return "StopStream"; }
    std::string operator()(const Quit& a) const { return fmt::format("Quit {}", a.status); }
};

} // namespace

std::string text_of(const Event& event) {
    return std::visit(EventText{}, event);
}
std::string text_of(const Action& action) {
    return std::visit(ActionText{}, action);
}

std::string text_of(Monotonic time) {
    return fmt::format("{:.3f} s", std::chrono::duration<double>(time.time_since_epoch()).count());
}

} // namespace ganger::sim
