// Whether an instance that ended is started again, how often, when that is given up, and how much of it is
// told.
#pragma once

#include <ganger/core/time.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

enum class Restart { never, on_failure, always };

std::string_view restart_text(Restart restart); // "on-failure"
std::optional<Restart> restart_named(std::string_view name);
std::vector<std::string> restart_names();

// So many within this time, and the next end is the last.
struct MaxRestarts {
    unsigned count = 0; // 0: never given up
    Duration within = std::chrono::seconds{60};
};

// Until it is ready, the failure of what a command has started is the command's, not the app's.
enum class StartedBy { app, command };

// The restarts of an instance up to now. It goes from launch to launch and does not grow with their number.
class Tries {
  public:
    Tries() = default;
    explicit Tries(StartedBy by) : by_{by} {}

    StartedBy started_by() const { return by_; }
    void set_started_by(StartedBy by) { by_ = by; }

    // An end that the policy mends. False: there were too many, and nothing is counted.
    bool count(const MaxRestarts& most, Monotonic now, bool was_healthy);

    // Ends in a row, none of them after a healthy time.
    unsigned in_row() const { return in_row_; }

    // Of a crash loop the first few are told, then one a minute; the number of the others is not lost.
    void decide_telling(Monotonic now);
    bool told() const { return told_; } // the last one
    // How many were not told before this one.
    unsigned untold() const { return untold_; }
    // The last one was told, and the next will not be unless a minute passes: for the first time, or after
    // minutes without any.
    bool goes_quiet() const { return goes_quiet_; }

  private:
    StartedBy by_ = StartedBy::app;
    unsigned in_row_ = 0;
    std::vector<Monotonic> recent_; // at most MaxRestarts::count
    unsigned may_tell_ = 0;
    std::optional<Monotonic> may_since_;
    unsigned untold_ = 0;
    bool told_ = true;
    bool quiet_ = false;
    bool goes_quiet_ = false;
};

} // namespace ganger::core
