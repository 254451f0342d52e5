// How a stream is to look, by dice.
#pragma once

#include "lives_dice.hpp"

#include <ganger/core/router.hpp>

namespace ganger::sim {

core::RouterOptions thrown_options(Dice& dice);

} // namespace ganger::sim
