// What verbs ask for, as commands to lives, and as a line for people. Pure.
#pragma once

#include "life.hpp"

#include <ganger/core/event.hpp>
#include <ganger/core/process_machine.hpp>
#include <ganger/core/time.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace ganger::core {

// What has to complete before the others start is nobody's to start or stop.
struct Askable {
    const std::vector<Life>& lives;
    std::size_t from = 0; // so many of them, from the first on, are not
};

struct Order {
    std::size_t life = 0; // its place
    process::Event command;
};

std::vector<Order> orders_of(const ScaleAsked& asked, const Askable& app, Monotonic now);
std::vector<Order> orders_of(const StartAsked& asked, const Askable& app, Monotonic now);
std::vector<Order> orders_of(const StopAsked& asked, const Askable& app, Monotonic now);
std::vector<Order> orders_of(const RestartAsked& asked, const Askable& app, Monotonic now);

// "ganger scale: web from 1 to 3, worker stays at 2", "ganger stop: web.2".
std::string text_of(const ScaleAsked& asked, const Askable& app);
std::string text_of(const StartAsked& asked, const Askable& app);
std::string text_of(const StopAsked& asked, const Askable& app);
std::string text_of(const RestartAsked& asked, const Askable& app);

} // namespace ganger::core
