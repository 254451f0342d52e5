// The control groups of an app's dead runs, before it starts.
#pragma once

#include <ganger/core/leftover_search.hpp>
#include <ganger/os/control_group.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ganger::engine {

class LeftGroups {
  public:
    explicit LeftGroups(const std::string& app_id);

    const std::vector<core::LeftGroup>& found() const { return found_; }
    void kill(const std::vector<std::string>& names) const;
    void remove() const; // those in which nobody is

  private:
    std::optional<os::ControlGroup> own_;
    std::vector<core::LeftGroup> found_;
};

} // namespace ganger::engine
