// The file of a run's launches, beside its socket: one write for each record, and none waits for a disk. What
// it tells is for the time after our own end, not after that of the machine.
#pragma once

#include <ganger/os/fd.hpp>
#include <ganger/os/runtime_folder.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ganger::os {

// What numbers of processes mean here and now.
struct KernelFacts {
    std::string boot; // its id
    std::uint64_t pid_namespace = 0;
    std::uint64_t forks = 0; // since boot; 0: unknown
    std::uint64_t pids = 0;  // so many numbers there are
};

std::optional<KernelFacts> kernel_facts(); // nothing without /proc

std::uint64_t ticks_since_boot(); // as the start times in /proc are

// Goes when we go, unless it is to stay.
class LedgerFile {
  public:
    // Complete as soon as it is there (0600); whatever had the name is replaced. Nothing: it can't be
    // written.
    static std::optional<LedgerFile> make(RuntimeFolder folder, std::string name, std::string_view content);
    LedgerFile(LedgerFile&&) noexcept = default;
    LedgerFile& operator=(LedgerFile&&) = delete;
    ~LedgerFile();

    // Whole, or not at all; nothing more once that can't be had.
    void append(std::string_view record);
    void replace(std::string_view content); // or it stays as it is
    std::size_t size() const { return size_; }
    void stay() { goes_ = false; }

  private:
    LedgerFile(RuntimeFolder folder, std::string name, Fd file, std::size_t size);

    RuntimeFolder folder_;
    std::string name_;
    Fd file_;
    std::size_t size_ = 0;
    bool goes_ = true;
};

struct FoundLedger {
    std::optional<std::string> content; // nothing: it is no file of ours, or too large, or can't be read
};

// No link is followed, nothing waited for. Nothing: there is none.
std::optional<FoundLedger> find_ledger(const RuntimeFolder& folder, const std::string& name);

// Renamed to NAME.bad, whatever it is.
void set_aside(const RuntimeFolder& folder, const std::string& name);

} // namespace ganger::os
