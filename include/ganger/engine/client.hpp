// Asks the supervisor behind a socket one thing.
#pragma once

#include <ganger/control/api.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/time.hpp>

#include <string>

namespace ganger::engine {

enum class AskFailure {
    nobody_there, // nobody listens, or whoever did has ended
    no_answer,    // not in time
    no_sense,     // what came is no answer of a supervisor's
};

// Whatever listens there: within `patience`, and no more than 16 MiB.
tl::expected<control::Answer, AskFailure> ask(const std::string& socket, const control::Request& request,
                                              core::Duration patience);

} // namespace ganger::engine
