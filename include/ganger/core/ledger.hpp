// The record of a run's launches, which outlives its supervisor. A session's number tells what is left of a
// launch also where its environment has been written over. Text, one record a line with a checksum of its
// own, only ever appended. Pure: encoded and decoded by value.
#pragma once

#include <ganger/core/instance.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

std::string ledger_line(std::string words);         // with its checksum and its end
std::string ledger_name(const std::string& app_id); // of its file

// What the numbers in it are valid for.
struct LedgerRun {
    std::string run;  // text_of(RunName)
    std::string boot; // the kernel's boot id
    std::uint64_t pid_namespace = 0;
    std::uint64_t forks = 0; // since boot, when it began

    bool operator==(const LedgerRun&) const = default;
};

struct RecordedLaunch {
    LaunchId launch{};
    std::string instance;   // "web.1"
    long pid = 0;           // of the leader, and so the number of its session
    std::uint64_t from = 0; // it was started between these, in clock ticks since boot
    std::uint64_t to = 0;

    bool operator==(const RecordedLaunch&) const = default;
};

class Ledger {
  public:
    explicit Ledger(LedgerRun run) : run_{std::move(run)} {}

    const LedgerRun& run() const { return run_; }
    // Of those nothing is known to have ended all of it.
    const std::map<LaunchId, RecordedLaunch>& launches() const { return launches_; }

    // Each gives the record to append.
    std::string launched(RecordedLaunch launch);
    std::string gone(LaunchId launch); // empty: it was not there

    // All that still matters.
    std::string text() const;

  private:
    LedgerRun run_;
    std::map<LaunchId, RecordedLaunch> launches_;
};

// Then it is written anew with what still matters.
bool has_grown_too_large(std::size_t bytes);

struct LedgerReading {
    std::optional<Ledger> ledger; // as far as it could be read; empty: not even how it begins
    bool makes_sense = false;     // else it is no ledger, or was spoilt; a torn end is no harm
};

LedgerReading read_ledger(std::string_view text);

// ---- What it tells later

struct LedgerFacts {
    std::string app; // app_id
    std::string boot;
    std::uint64_t pid_namespace = 0;
    std::uint64_t forks = 0;      // since boot, now
    std::uint64_t pids = 0;       // so many numbers there are for processes
    bool supervisor_runs = false; // of the ledger's run
};

// A session that a dead run had started.
struct KnownSession {
    RecordedLaunch launch;
    // So few processes were started since that its number can't have come round again.
    bool number_is_its_own = false;

    bool operator==(const KnownSession&) const = default;
};

// None where its numbers mean nothing here and now, or its run is alive.
std::vector<KnownSession> known_sessions(const Ledger& ledger, const LedgerFacts& facts);

// Once these are ended: nobody who lives here keeps it, or may do so elsewhere.
bool is_of_no_more_use(const Ledger& ledger, const LedgerFacts& facts);

} // namespace ganger::core
