// What the stream is told of a place more that takes no lines: at most one warning a minute, with the lines
// lost so far, and a word when it works again.
#pragma once

#include <ganger/core/time.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ganger::core {

class DrainTrouble {
  public:
    // So many lines were lost.
    void lost(std::uint64_t lines) { lost_ += lines; }

    // `what`: "cannot write the log file 'app.log': No space left on device". What is to be said now, if
    // anything.
    std::optional<std::string> met(std::string_view what, Monotonic now);

    // Of `where`, "the log file 'app.log'".
    std::optional<std::string> over(std::string_view where);

  private:
    std::uint64_t lost_ = 0;
    std::optional<Monotonic> said_at_;
    bool told_ = false; // of what goes on now
};

// The trouble with a place that is slow or hangs.
std::string does_not_keep_up(std::string_view where);

// What the lines themselves say at the place where others are missing.
std::string lost_here(std::uint64_t lines);

// What is said when the app has ended before `where`, "the log file 'app.log'", has taken all.
std::string lost_at_the_end(std::uint64_t lines, std::string_view where);

} // namespace ganger::core
