// The last lines of the last launch of an instance that has failed, once more: where others have written
// among them or behind them, so that whoever looks at the terminal would have to search for them.
#pragma once

#include <ganger/core/line_format.hpp>
#include <ganger/core/log_history.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganger::core {

class Reminder {
  public:
    // What is not shown lies between nothing. `quiet`: ganger's own lines are not shown.
    Reminder(const LineFormat& format, std::vector<std::string> hidden, bool quiet);

    // As a terminal may be given them, below a line that says what they are. Nothing: there are none, it
    // helps nobody, or they were given already. What is in the history is not to be said there again.
    std::vector<std::string> once_more(LogHistory& history, const std::string& name);

  private:
    using LastLine = std::pair<std::uint64_t, std::string>; // its order, its text

    bool is_hidden(std::string_view type) const;
    std::size_t lines_of_others(const LogHistory& history, const std::string& name,
                                std::uint64_t since) const;

    bool somebody_looks_;
    std::vector<std::string> hidden_;
    bool quiet_;
    std::map<std::string, LastLine> given_; // by instance, the last of them
};

} // namespace ganger::core
