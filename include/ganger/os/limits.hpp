// The limit of open files: ours is raised, the children get the one that we were started with.
#pragma once

#include <cstdint>
#include <optional>

namespace ganger::os {

// The soft limit as it is now.
std::optional<std::uint64_t> soft_open_files();

// Raises our soft limit to the hard one. Gives the former soft limit, also where raising it is refused.
std::optional<std::uint64_t> raise_open_files();

// The hard limit: as far as ours can be raised.
std::optional<std::uint64_t> hard_open_files();

// While one lives, the last so many descriptors that the limit allows can't be had: whatever is opened now
// leaves them to others. (A limit is on the number of a new descriptor.)
class HeldBackFiles {
  public:
    explicit HeldBackFiles(std::uint64_t count);
    HeldBackFiles(const HeldBackFiles&) = delete;
    HeldBackFiles& operator=(const HeldBackFiles&) = delete;
    ~HeldBackFiles();

  private:
    std::optional<std::uint64_t> before_;
};

} // namespace ganger::os
