// Before an app starts: what a supervisor that was killed has left of it.
#pragma once

#include "files.hpp"
#include "refusal.hpp"

#include <ganger/core/stream_event.hpp>
#include <ganger/core/time.hpp>

#include <optional>
#include <vector>

namespace ganger::cli {

struct ClearedGround {
    std::vector<core::Told> words; // whom this has ended, for the stream
    std::optional<int> status;     // nothing shall start: we end with it
};

// To be called with the app's lock. `stop_timeout`: what -t asks for.
ClearedGround end_leftovers(const AppFiles& files, std::optional<core::Duration> stop_timeout, Answer answer);

} // namespace ganger::cli
