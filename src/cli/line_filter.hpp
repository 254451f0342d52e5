// Which lines an expression is about; the only place that knows Boost.Regex. In the process of whoever has
// typed it: no expression, however it is made, costs the app anything.
#pragma once

#include <ganger/core/result.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace ganger::cli {

class LineFilter {
  public:
    static Result<LineFilter> of(const std::string& expression); // as in Perl
    LineFilter(LineFilter&&) noexcept;
    LineFilter& operator=(LineFilter&&) noexcept;
    ~LineFilter();

    // In what is seen of the line: colours are left out. An error: it would take for ever.
    Result<bool> matches(std::string_view line) const;

  private:
    struct Impl;
    explicit LineFilter(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace ganger::cli
