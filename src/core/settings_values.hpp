// Values of a settings file as what a key takes; what does not fit is reported with its place.
#pragma once

#include <ganger/core/action.hpp>
#include <ganger/core/position.hpp>
#include <ganger/core/settings_tree.hpp>
#include <ganger/core/time.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

class SettingsProblems {
  public:
    explicit SettingsProblems(std::string file) : file_{std::move(file)} {}

    void report(std::size_t line, std::size_t column, Code code, std::string message,
                Severity severity = Severity::error);
    const std::string& file() const { return file_; }
    std::vector<Diagnostic> take(); // in the file's order, each once

  private:
    std::string file_;
    std::vector<Diagnostic> found_;
};

// One entry of the file; each function gives nothing where the value is not what it is asked for, and reports
// it.
class SettingsReader {
  public:
    SettingsReader(const SettingsEntry& entry, SettingsProblems& problems)
        : entry_{entry}, problems_{problems} {}

    std::optional<std::string> text() const;
    std::optional<bool> boolean() const;
    std::optional<std::int64_t> whole_number(std::int64_t least, std::int64_t most) const;
    std::optional<double> number() const; // with or without a point
    std::optional<std::vector<std::string>> texts() const;
    std::optional<std::vector<std::int64_t>> whole_numbers(std::int64_t least, std::int64_t most) const;
    std::optional<Duration> duration() const;
    std::optional<int> signal() const;
    std::optional<SignalScope> scope() const;
    const SettingsTable* table() const;
    // one of these words
    std::optional<std::size_t> word(const std::vector<std::string>& words) const;

    void wrong_type(std::string_view wanted) const;
    void bad_value(std::string_view message) const;

    const SettingsEntry& entry() const { return entry_; }
    SettingsProblems& problems() const { return problems_; }

  private:
    const SettingsEntry& entry_;
    SettingsProblems& problems_;
};

std::string_view kind_of(const SettingsValue& value); // "text", "a whole number" …

} // namespace ganger::core
