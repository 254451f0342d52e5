// Which children write into a pty, and which of them gets the keys.
#pragma once

#include <ganger/core/profile.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

// `pty` of a type in ganger.toml. Automatic: in dev, where our output is a terminal; in a container (`docker
// run -it`), where a single instance is between two of them.
enum class PtyWish { automatic, always, never };

std::vector<std::string> pty_wish_names(); // "always", "auto", "never"
std::optional<PtyWish> pty_wish_named(std::string_view name);

// Which of our own are terminals, and what becomes of the output.
struct OurTerminals {
    bool input = false;
    bool output = false;
    bool tells_streams_apart = false; // what our output is written in
};

// What stdout and stderr of a child are.
enum class OutputChannel {
    pipe,
    pipes,    // one for each
    pty,      // and without one it is not started
    pty_else, // a pipe where none can be had
};

bool is_terminal(OutputChannel output);

// `instances`: of the app, in all.
OutputChannel output_channel(PtyWish wish, Profile profile, OurTerminals ours, std::size_t instances);

// Whether its stdin is its pty, so that what is typed reaches it: with a single instance in all.
bool takes_keys(OutputChannel output, Profile profile, OurTerminals ours, std::size_t instances);

} // namespace ganger::core
