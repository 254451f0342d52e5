// What an app that does not run has written: its log file, and those that it became.
#pragma once

#include <ganger/control/log_events.hpp>
#include <ganger/core/log_reader.hpp>
#include <ganger/core/result.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ganger::os {
class LineFile;
}

namespace ganger::cli {

class PastLogs {
  public:
    // Finds the lines that are asked for. Nothing: there is no such file.
    static Result<std::optional<PastLogs>> find(const std::string& path, core::LogQuery query);
    PastLogs(PastLogs&&) noexcept;
    ~PastLogs();

    const std::string& path() const { return path_; }
    // Those whose lines they are; empty, too, where nobody's are.
    const std::set<std::string>& names() const { return names_; }
    // Lines among them that ganger has not written, so that nobody knows whose they are.
    std::uint64_t foreign() const { return foreign_; }
    bool all_are_foreign() const { return foreign_ > 0 && !any_is_ours_; }

    // Gives them to `met`, until that gives false.
    void read(const std::function<bool(control::LogEvent)>& met);

  private:
    PastLogs(std::string path, core::LogQuery query);

    Result<bool> add_older(unsigned number);
    bool skip_back(os::LineFile& file);
    bool is_wanted(const core::LogRecord& record) const;

    std::string path_;
    core::LogQuery query_;
    std::vector<os::LineFile> files_; // the newest first
    std::set<std::string> names_;
    std::uint64_t foreign_ = 0;
    bool any_is_ours_ = false;
    std::size_t found_ = 0;
};

} // namespace ganger::cli
