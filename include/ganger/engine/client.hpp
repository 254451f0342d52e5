// Asks the supervisor behind a socket one thing.
#pragma once

#include <ganger/control/api.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/time.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace ganger::engine {

enum class AskFailure {
    nobody_there, // nobody listens, or whoever did has ended
    no_answer,    // not in time
    no_sense,     // what came is no answer of a supervisor's
};

// Whatever listens there: within `patience`, and no more than 16 MiB.
tl::expected<control::Answer, AskFailure> ask(const std::string& socket, const control::Request& request,
                                              core::Duration patience);

struct Listening {
    std::function<bool(std::string_view)> met; // has each part of the body; false: it is enough
    std::function<void()> reader_left;         // nobody reads our standard output any more, so that is all
};

// The same for what is answered as it happens; `patience` is for its beginning. What is refused is not met
// but given.
tl::expected<control::Answer, AskFailure> listen_to(const std::string& socket, const std::string& target,
                                                    core::Duration patience, const Listening& listening);

} // namespace ganger::engine
