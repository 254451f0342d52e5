// ganger's own lines where the stream has no place for them: in the format raw they go to another sink.
// Bounded: what finds no room is dropped and counted, and that is said as soon as there is room again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ganger::core {

class Aside {
  public:
    void say(std::string_view text);

    // What its sink is to take next.
    std::string_view pending() const { return std::string_view(lines_).substr(taken_); }
    void take(std::size_t count);
    // Its sink is gone for good.
    void lose();

    std::uint64_t dropped_lines() const { return dropped_; }

  private:
    bool append(std::string_view text);

    std::string lines_;
    std::size_t taken_ = 0;
    std::uint64_t dropped_ = 0;
    std::uint64_t unreported_ = 0;
    bool lost_ = false;
};

} // namespace ganger::core
