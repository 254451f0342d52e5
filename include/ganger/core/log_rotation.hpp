// When a log file makes room for a new one, and what becomes of the old ones: app.log, app.log.1, app.log.2 …
// No file grows above the largest size, unless a single line does, so all of them have a cap.
#pragma once

#include <ganger/core/time.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

struct RotationLimits {
    std::uint64_t max_size = std::uint64_t{10} << 20; // 0: it grows on
    Duration max_age{};                               // 0: no age is too high
    unsigned keep = 4;                                // old ones
};

struct LogFileState {
    std::uint64_t size = 0;
    Wall born;
};

class LogRotation {
  public:
    explicit LogRotation(const RotationLimits& limits) : limits_(limits) {}

    struct Step {
        bool rotate = false;   // first
        std::size_t write = 0; // then so much of the lines
    };
    // `lines` are whole ones. Where the file could not be rotated a while ago, it grows on.
    Step next(const LogFileState& file, std::string_view lines, const Time& now) const;

    void failed(const Time& now) { again_at_ = now.monotonic + std::chrono::minutes{1}; }

  private:
    RotationLimits limits_;
    Monotonic again_at_{};
};

struct Renaming {
    std::string from;
    std::string to; // empty: it is removed
};

// In this order. Those that are not there don't matter.
std::vector<Renaming> rotation_of(const std::string& path, unsigned keep);

} // namespace ganger::core
