// Where we run, as far as it can be seen: facts, no judgement.
#pragma once

#include <ganger/core/profile.hpp>

namespace ganger::os {

core::PlaceFacts observe_place();

// $JOURNAL_STREAM is our stdout.
bool output_is_journal();

} // namespace ganger::os
