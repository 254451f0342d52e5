// Keeps the ledger of this run: what was launched, and what is gone.
#pragma once

#include <ganger/core/event.hpp>
#include <ganger/core/ledger.hpp>
#include <ganger/os/ledger_file.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::engine {

class LedgerKeeper {
  public:
    // In that folder, if there is one. Without a ledger the marks have to do.
    LedgerKeeper(std::optional<os::RuntimeFolder> folder, const std::string& app_id, std::string run);
    // The file goes, unless something is left.
    void close();

    void launched(core::RecordedLaunch launch);
    void note(const std::vector<core::Event>& events);

  private:
    void append(std::string_view record);

    std::optional<core::Ledger> ledger_;
    std::optional<os::LedgerFile> file_;
};

} // namespace ganger::engine
