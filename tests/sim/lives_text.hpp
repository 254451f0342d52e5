// Events and actions of the supervisor as text, for stories and for the matrix of states.
#pragma once

#include <ganger/core/action.hpp>
#include <ganger/core/event.hpp>
#include <ganger/core/time.hpp>

#include <string>

namespace ganger::sim {

std::string text_of(const core::Event& event);
std::string text_of(const core::Action& action);
std::string text_of(core::Monotonic time); // "12.345 s"

} // namespace ganger::sim
